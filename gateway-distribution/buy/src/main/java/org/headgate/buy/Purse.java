package org.headgate.buy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.headgate.api.feed.Dollars;
import org.headgate.buy.State.Channel;
import org.headgate.buy.State.Pending;
import org.headgate.x402.BatchSettlement;
import org.headgate.x402.ChannelConfig;
import org.headgate.x402.ChannelPayment;
import org.headgate.x402.Deposit;
import org.headgate.x402.Payer;
import org.headgate.x402.PaymentPayload;
import org.headgate.x402.PaymentRefused;
import org.headgate.x402.PaymentRequired;
import org.headgate.x402.PaymentRequirements;
import org.jspecify.annotations.Nullable;

/**
 * Pays for records from a channel: deposits, then a voucher for each window of credit. What moves money is on disk before it is sent, and is sent again as it is until it is
 * answered. For one thread.
 */
final class Purse {
    private static final int MOST_TRIES = 6;
    private static final String PREFIX = "invalid_batch_settlement_evm_";

    private final Account buyer;
    private final Terms terms;
    private final Cashier cashier;
    private final Supplier<Tally> tally;
    private final LongSupplier clock;
    /** Records at the time of the payment before. */
    private long recordsBefore = -1;

    /** Where payments go. */
    interface Cashier {
        /** @param payload empty to ask what it costs */
        byte[] ask(byte[] payload) throws Lost, Halt, InterruptedException;

        /** Waits a little, since the other side asked for it. */
        void rest() throws InterruptedException;
    }

    /** @param clock seconds since the epoch */
    Purse(Account buyer, Terms terms, Cashier cashier, Supplier<Tally> tally, LongSupplier clock) {
        this.buyer = buyer;
        this.terms = terms;
        this.cashier = cashier;
        this.tally = tally;
        this.clock = clock;
    }

    private record Payment(PaymentRequirements way, ChannelPayment content, boolean deposits) {
        long maximum() {
            return content.voucher().maxClaimable().longValueExact();
        }
    }

    /**
     * Signs for the next window of credit.
     *
     * @param usedUp whether delivery has stopped, so that a new deposit is made where the old one is spent
     */
    void pay(boolean usedUp) throws IOException, Lost, Halt, InterruptedException {
        PaymentRequirements way = offer();
        open(way);
        Payment payment = next(way, usedUp);
        for (int tries = 0; tries < MOST_TRIES; ) {
            send(payment);
            JsonNode answer = answer(Signing.payload(way, payment.content()));
            if (answer.has("accepts")) {
                if (corrected(payment, answer)) {
                    return;
                }
                tries++;
            } else if (answer.path("success").asBoolean()) {
                taken(payment, answer);
                return;
            } else {
                wait(answer);
            }
            payment = next(way, usedUp);
        }
        throw refused("the gateway and this command do not agree on what is charged");
    }

    private PaymentRequirements offer() throws IOException, Lost, Halt, InterruptedException {
        PaymentRequired offer;
        try {
            offer = PaymentRequired.read(cashier.ask(new byte[0]));
        } catch (PaymentRefused e) {
            throw refused("the offer cannot be read: " + e.getMessage());
        }
        return terms.choose(offer, PaymentRequirements.BATCH_SETTLEMENT, buyer, clock.getAsLong());
    }

    private void open(PaymentRequirements way) throws IOException, Halt {
        Channel known = buyer.state().channel();
        if (known == null) {
            long window = way.amount().longValueExact();
            buyer.progress()
                    .say("Records are sold for " + Dollars.format(window) + " dollars a window of credit, on "
                            + way.network() + ", to " + way.payTo() + "; the least deposit is "
                            + Dollars.format(Terms.leastDeposit(way)) + ".");
            buyer.save(buyer.state()
                    .withChannel(new Channel(
                            way.network().toString(),
                            way.asset().toString(),
                            way.payTo().toString(),
                            way.extra().path("receiverAuthorizer").asText(),
                            way.extra().path("withdrawDelay").asLong(),
                            Payer.random().toString(),
                            0,
                            0,
                            0)));
        } else if (!known.network().equals(way.network().toString())
                || !known.token().equals(way.asset().toString())
                || !known.receiver().equals(way.payTo().toString())
                || known.withdrawDelay() != way.extra().path("withdrawDelay").asLong()
                || !known.receiverAuthorizer()
                        .equalsIgnoreCase(way.extra().path("receiverAuthorizer").asText())) {
            throw refused("its terms have changed since the channel was opened: buy into another file with --out");
        }
    }

    private Channel channel() {
        return Objects.requireNonNull(buyer.state().channel());
    }

    private ChannelConfig config() {
        return channel().config(buyer.wallet());
    }

    /** What is to be sent now. */
    private Payment next(PaymentRequirements way, boolean usedUp) throws IOException, Halt {
        long window = way.amount().longValueExact();
        Tally came = tally.get();
        if (came.mixed()) {
            throw new Halt(
                    Halt.FAILED,
                    "Records were charged to another channel of this wallet. Use one wallet for each feed that is bought at one gateway.");
        }
        if (came.unexplained() > window) {
            throw refused(Dollars.format(came.unexplained()) + " was charged for records that did not come");
        }
        Channel channel = channel();
        long base = Math.max(came.charged(), channel.told());
        Pending pending = buyer.state().pending();
        if (pending != null) {
            long sum = channel.balance() + pending.amount();
            return payment(
                    way, Math.min(base + window, sum), pending.isOver(clock.getAsLong()) ? null : deposit(pending));
        }
        long maximum = Math.min(base + window, channel.balance());
        boolean spent = base >= channel.balance();
        if (spent || usedUp && base + window > channel.balance() && channel.maximum() >= channel.balance()) {
            long amount = amount(way, window);
            return payment(
                    way,
                    Math.min(base + window, channel.balance() + amount),
                    Signing.deposit(buyer.key(), way, config(), amount, clock.getAsLong(), until(way)));
        }
        if (usedUp && maximum <= channel.maximum() && came.records() == recordsBefore) {
            throw refused("nothing is delivered although " + Dollars.format(channel.maximum() - base)
                    + " is signed for and not charged: a record may cost more than the window of credit");
        }
        recordsBefore = came.records();
        return payment(way, maximum, null);
    }

    private Payment payment(PaymentRequirements way, long maximum, @Nullable Deposit deposit) {
        ChannelConfig config = config();
        var voucher = Signing.voucher(buyer.key(), way, config, maximum);
        return deposit == null
                ? new Payment(way, new ChannelPayment.Pay(config, voucher), false)
                : new Payment(way, new ChannelPayment.OpenOrTopUp(config, voucher, deposit), true);
    }

    /** Five windows of credit or the least deposit; all that is left where the rest would be too small for a deposit of its own. */
    private long amount(PaymentRequirements way, long window) throws IOException, Halt {
        long least = Math.max(1, Terms.leastDeposit(way));
        buyer.require(least, "a deposit");
        long left = buyer.state().left();
        long amount = Math.min(Math.max(least, 5 * window), left);
        return left - amount < least ? left : amount;
    }

    private long until(PaymentRequirements way) {
        return clock.getAsLong() + Math.max(60, way.maxTimeoutSeconds());
    }

    private static Deposit deposit(Pending pending) throws Halt {
        try {
            PaymentPayload payment = PaymentPayload.read(pending.payment().getBytes(StandardCharsets.UTF_8));
            if (ChannelPayment.read(payment) instanceof ChannelPayment.OpenOrTopUp open) {
                return open.deposit();
            }
        } catch (PaymentRefused e) {
            throw new Halt(Halt.FAILED, "The payment that waits for its answer cannot be read: " + e.getMessage());
        }
        throw new Halt(Halt.FAILED, "The payment that waits for its answer is no deposit.");
    }

    /** Noted and synced before it leaves. */
    private void send(Payment payment) throws IOException {
        State state = buyer.state();
        Channel channel = channel();
        PaymentPayload payload = Signing.payload(payment.way(), payment.content());
        if (payment.content() instanceof ChannelPayment.OpenOrTopUp open && state.pending() == null) {
            long amount = open.deposit().amount().longValueExact();
            String json = new String(payload.json(), StandardCharsets.UTF_8);
            state = state.paying(new Pending("", json, amount, until(payment.way())));
            buyer.progress().say("Depositing " + Dollars.format(amount) + " dollars.");
            buyer.receipt(
                    "deposit_signed",
                    Books.object().put("amount", Dollars.format(amount)).put("salt", channel.salt()));
        }
        if (payment.maximum() > channel.maximum()) {
            buyer.receipt(
                    "voucher_signed",
                    Books.object()
                            .put(
                                    "channel",
                                    payment.content().voucher().channelId().toString())
                            .put("maximum", Long.toString(payment.maximum())));
        }
        buyer.save(state.withChannel(
                channel.with(channel.balance(), Math.max(channel.maximum(), payment.maximum()), channel.told())));
    }

    private JsonNode answer(PaymentPayload payload) throws IOException, Lost, Halt, InterruptedException {
        try {
            return Books.json().readTree(cashier.ask(payload.json()));
        } catch (JsonProcessingException e) {
            throw refused("its answer is not JSON");
        }
    }

    private void taken(Payment payment, JsonNode answer) throws IOException, Halt {
        buyer.receipt("answer", Books.object().set("answer", answer));
        JsonNode told = answer.path("extra").path("channelState");
        learn(payment, told);
        if (payment.deposits()) {
            buyer.progress().say("The deposit was taken" + transaction(answer) + ".");
        }
    }

    private static String transaction(JsonNode answer) {
        String hash = answer.path("transaction").asText();
        return hash.isEmpty() ? "" : " in transaction " + hash;
    }

    /** What the gateway says of the channel, within what can be true. */
    private void learn(Payment payment, JsonNode told) throws IOException, Halt {
        Channel channel = channel();
        Pending pending = buyer.state().pending();
        long charged = told.path("chargedCumulativeAmount").asLong();
        if (charged > channel.maximum()) {
            throw refused(Dollars.format(charged) + " is said to be charged, and " + Dollars.format(channel.maximum())
                    + " was signed for");
        }
        if (charged > tally.get().charged() + payment.way().amount().longValueExact()) {
            throw refused(Dollars.format(charged) + " is said to be charged, and what came costs "
                    + Dollars.format(tally.get().charged()));
        }
        State state = buyer.state();
        long balance = channel.balance();
        if (pending != null && told.path("balance").asLong() >= balance + pending.amount()) {
            balance += pending.amount();
            state = state.withPending(null);
        }
        buyer.save(state.withChannel(channel.with(balance, channel.maximum(), Math.max(channel.told(), charged))));
    }

    /** True where there is credit, after all. */
    private boolean corrected(Payment payment, JsonNode answer) throws IOException, Halt, InterruptedException {
        String error = answer.path("error").asText();
        Pending pending = buyer.state().pending();
        if (error.equals(BatchSettlement.CUMULATIVE_AMOUNT_MISMATCH)) {
            for (JsonNode way : answer.path("accepts")) {
                JsonNode extra = way.path("extra");
                if (extra.has("channelState")) {
                    learn(payment, extra.path("channelState"));
                    return credit(payment, extra.path("voucherState"));
                }
            }
            throw refused("it corrects a payment and does not say how");
        }
        if (error.equals(PREFIX + "channel_busy")) {
            cashier.rest();
            return false;
        }
        boolean absent =
                error.equals(PREFIX + "channel_not_found") || error.equals(PREFIX + "cumulative_exceeds_balance");
        if (pending != null && payment.deposits() && error.equals(PREFIX + "payload_authorization_valid_before")) {
            buyer.save(buyer.state().withPending(new Pending("", pending.payment(), pending.amount(), 0)));
            return false;
        }
        if (pending != null && !payment.deposits() && absent) {
            buyer.receipt("deposit_not_taken", Books.object().put("amount", Dollars.format(pending.amount())));
            buyer.progress()
                    .say("A deposit of " + Dollars.format(pending.amount())
                            + " was not taken in its time; it goes on counting towards the limit.");
            buyer.save(buyer.state().withPending(null));
            return false;
        }
        throw refused("a payment was refused with " + error);
    }

    private boolean credit(Payment payment, JsonNode last) {
        Channel channel = channel();
        long base = Math.max(tally.get().charged(), channel.told());
        long wanted = Math.min(base + payment.way().amount().longValueExact(), channel.balance());
        long signed = last.path("signedMaxClaimable").asLong();
        return buyer.state().pending() == null && signed > base && signed >= wanted && signed <= channel.maximum();
    }

    /** The payment is right, and could not be settled now. */
    private void wait(JsonNode answer) throws IOException, Halt, InterruptedException {
        String code = answer.path("errorReason").asText();
        String why = code + ": " + answer.path("errorMessage").asText();
        buyer.receipt("answer", Books.object().set("answer", answer));
        if (code.endsWith("_failed")) {
            throw new Halt(
                    Halt.FAILED,
                    "The chain does not take the deposit: " + why
                            + ". See that the wallet holds enough dollars, then run it again: the same deposit is tried, not another.");
        }
        buyer.progress().now("Waiting for the chain: " + why);
        cashier.rest();
    }

    private static Halt refused(String why) {
        return new Halt(Halt.REFUSED, "Nothing more is paid: " + why + ".");
    }
}
