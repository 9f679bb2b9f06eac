package org.headgate.buy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.headgate.api.feed.Dollars;
import org.headgate.buy.State.Channel;
import org.headgate.x402.BatchSettlement;
import org.headgate.x402.ChannelConfig;
import org.headgate.x402.ChannelPayment;
import org.headgate.x402.PaymentRefused;
import org.headgate.x402.PaymentRequired;
import org.headgate.x402.PaymentRequirements;

/**
 * Asks the gateway to give back what is left in the channel. The same may be asked again at any time: a refund that is on its way is waited for, and what has come back is not
 * there to be asked for. No voucher is signed beyond one that was signed before. For one thread.
 */
final class Refund {
    private static final String PREFIX = "invalid_batch_settlement_evm_";
    private static final int MOST_TRIES = 6;

    private final Account buyer;
    private final Terms terms;
    private final Purse.Cashier cashier;
    private final Supplier<Tally> tally;
    private final LongSupplier clock;

    /** @param clock seconds since the epoch */
    Refund(Account buyer, Terms terms, Purse.Cashier cashier, Supplier<Tally> tally, LongSupplier clock) {
        this.buyer = buyer;
        this.terms = terms;
        this.cashier = cashier;
        this.tally = tally;
        this.clock = clock;
    }

    /** Returns once it is on the chain, or nothing is left. */
    void ask() throws IOException, Lost, Halt, InterruptedException {
        for (int tries = 0; tries < MOST_TRIES; ) {
            PaymentRequirements way = offer();
            JsonNode answer = send(way);
            if (answer.has("accepts")) {
                if (refused(answer)) {
                    return;
                }
                tries++;
            } else if (answer.path("success").asBoolean()) {
                given(answer);
                return;
            } else {
                wait(answer);
            }
        }
        throw refusal("the gateway and this command do not agree on what is charged");
    }

    private PaymentRequirements offer() throws IOException, Lost, Halt, InterruptedException {
        try {
            PaymentRequired offer = PaymentRequired.read(cashier.ask(new byte[0]));
            return terms.choose(offer, PaymentRequirements.BATCH_SETTLEMENT, buyer, clock.getAsLong());
        } catch (PaymentRefused e) {
            throw refusal("the offer cannot be read: " + e.getMessage());
        }
    }

    private Channel channel() throws Halt {
        Channel channel = buyer.state().channel();
        if (channel == null) {
            throw new Halt(
                    Halt.USAGE, "Nothing was deposited for " + buyer.state().feed() + ": nothing can come back.");
        }
        return channel;
    }

    private long charged() throws Halt {
        return Math.max(channel().told(), tally.get().charged());
    }

    private JsonNode send(PaymentRequirements way) throws IOException, Lost, Halt, InterruptedException {
        ChannelConfig config = channel().config(buyer.wallet());
        long charged = charged();
        ChannelPayment refund =
                new ChannelPayment.Refund(config, Signing.voucher(buyer.key(), way, config, charged), null);
        buyer.receipt(
                "refund_signed",
                Books.object()
                        .put("channel", refund.voucher().channelId().toString())
                        .put("maximum", Long.toString(charged)));
        try {
            return Books.json()
                    .readTree(cashier.ask(Signing.payload(way, refund).json()));
        } catch (JsonProcessingException e) {
            throw refusal("its answer is not JSON");
        }
    }

    /** True where nothing is left. */
    private boolean refused(JsonNode answer) throws IOException, Halt, InterruptedException {
        String error = answer.path("error").asText();
        if (error.equals(BatchSettlement.CUMULATIVE_AMOUNT_MISMATCH)) {
            for (JsonNode way : answer.path("accepts")) {
                JsonNode state = way.path("extra").path("channelState");
                if (state.has("chargedCumulativeAmount")) {
                    learn(state.path("chargedCumulativeAmount").asLong());
                    return false;
                }
            }
            throw refusal("it corrects the refund and does not say how");
        }
        if (error.equals(PREFIX + "channel_busy")) {
            cashier.rest();
            return false;
        }
        if (error.equals(PREFIX + "refund_no_balance") || error.equals(PREFIX + "channel_not_found")) {
            buyer.progress().say("Nothing is left in the channel: all of it is charged, or came back before.");
            empty();
            return true;
        }
        if (error.equals(PREFIX + "refund_too_soon")) {
            throw new Halt(
                    Halt.FAILED, "The gateway gives back once an hour, and has done so. Run it again in an hour.");
        }
        throw refusal("it refuses with " + error);
    }

    private void learn(long told) throws IOException, Halt {
        Channel channel = channel();
        if (told > channel.maximum()) {
            throw refusal(Dollars.format(told) + " is said to be charged, and " + Dollars.format(channel.maximum())
                    + " was signed for");
        }
        buyer.save(buyer.state()
                .withChannel(channel.with(channel.balance(), channel.maximum(), Math.max(channel.told(), told))));
    }

    private void given(JsonNode answer) throws IOException, Halt {
        buyer.receipt("answer", Books.object().set("answer", answer));
        buyer.progress()
                .say(Dollars.format(answer.path("amount").asLong()) + " dollars came back to " + buyer.wallet()
                        + " in transaction " + answer.path("transaction").asText() + ".");
        empty();
    }

    /** A further purchase deposits anew. */
    private void empty() throws IOException, Halt {
        Channel channel = channel();
        long left = Math.min(channel.balance(), charged());
        buyer.save(buyer.state().withChannel(channel.with(left, channel.maximum(), channel.told())));
    }

    private void wait(JsonNode answer) throws IOException, Halt, InterruptedException {
        String code = answer.path("errorReason").asText();
        String why = code + ": " + answer.path("errorMessage").asText();
        buyer.receipt("answer", Books.object().set("answer", answer));
        if (code.endsWith("_failed")) {
            throw new Halt(Halt.FAILED, "The chain does not take the refund: " + why + ". Run it again later.");
        }
        buyer.progress().now("Waiting for the chain: " + why);
        cashier.rest();
    }

    private static Halt refusal(String why) {
        return new Halt(
                Halt.REFUSED,
                "Nothing came back: " + why + ". What is left can be withdrawn on the chain without the gateway.");
    }
}
