package org.headgate.mqtt.door.internal.broker;

import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.headgate.api.intake.Intake;
import org.headgate.api.intake.Outcome;
import org.headgate.api.message.Message;
import org.jspecify.annotations.Nullable;

/** Hands the messages of one connection to intake, in order. What intake does not take now waits here, one at most, and the connection with it. */
final class Offers {
    private static final long INTAKE_ABSENT_RETRY_MILLIS = 1000;
    private static final Outcome.Refused FAILED =
            new Outcome.Refused("intake_failed", "intake could not take the message", INTAKE_ABSENT_RETRY_MILLIS);

    private record Offer(Exchange exchange, Message message) {}

    /** Brings intake's answer to the loop. One object a message, where two lambdas would be. */
    private static final class Answer implements BiConsumer<@Nullable Outcome, @Nullable Throwable>, Runnable {
        private final Loop loop;
        private final Inbound inbound;
        private final Exchange exchange;
        private @Nullable Outcome outcome;

        Answer(Loop loop, Inbound inbound, Exchange exchange) {
            this.loop = loop;
            this.inbound = inbound;
            this.exchange = exchange;
        }

        @Override
        public void accept(@Nullable Outcome stored, @Nullable Throwable failure) {
            outcome = stored;
            loop.execute(this);
        }

        @Override
        public void run() {
            inbound.stored(exchange, outcome);
        }
    }

    private final Connection connection;
    private final Broker broker;
    private final Inbound inbound;
    private @Nullable Offer refused;

    Offers(Connection connection, Broker broker, Inbound inbound) {
        this.connection = connection;
        this.broker = broker;
        this.inbound = inbound;
    }

    boolean waiting() {
        return refused != null;
    }

    void offer(Exchange exchange, Message message) {
        Intake intake = broker.services().intake();
        if (intake != null) {
            accept(intake, exchange, message);
        } else if (exchange.qos == 0) {
            exchange.done = true;
        } else {
            hold(new Offer(exchange, message), INTAKE_ABSENT_RETRY_MILLIS);
        }
    }

    private void accept(Intake intake, Exchange exchange, Message message) {
        CompletableFuture<Outcome> future = taken(intake, message);
        if (!future.isDone()) {
            if (exchange.qos == 0) {
                exchange.done = true;
            } else {
                future.whenComplete(new Answer(broker.loop(), inbound, exchange));
            }
        } else if (!future.isCompletedExceptionally() && future.getNow(null) instanceof Outcome.Refused refusal) {
            hold(new Offer(exchange, message), refusal.retryAfterMillis());
        } else {
            inbound.settle(exchange, future.isCompletedExceptionally() ? null : future.getNow(null));
        }
    }

    /** An intake that is stopping may throw: then it has not taken the message. */
    private static CompletableFuture<Outcome> taken(Intake intake, Message message) {
        try {
            return intake.accept(message).toCompletableFuture();
        } catch (RuntimeException | LinkageError e) {
            return CompletableFuture.completedFuture(FAILED);
        }
    }

    /** Nothing was taken: nothing more is served on this connection, and its keep alive rests. */
    private void hold(Offer offer, long retryAfterMillis) {
        broker.count(Count.PUBLISHES_REFUSED_BY_INTAKE);
        refused = offer;
        connection.pause();
        broker.loop().later(this::retry, Math.max(10, Math.min(retryAfterMillis, 60_000)));
    }

    private void retry() {
        Offer offer = refused;
        if (offer != null && !connection.closed()) {
            refused = null;
            offer(offer.exchange, offer.message);
            inbound.advance();
            inbound.resume();
        }
    }

    /** The connection is gone: what intake did not take is the client's to send again. */
    void abandon() {
        Offer offer = refused;
        refused = null;
        if (offer != null) {
            offer.exchange.settle(null);
        }
    }
}
