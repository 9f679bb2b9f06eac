package org.headgate.buy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.headgate.api.batch.Address;
import org.headgate.api.feed.Dollars;
import org.headgate.buy.Door.Event;
import org.headgate.buy.State.Channel;
import org.headgate.buy.State.Pass;
import org.jspecify.annotations.Nullable;

/** Pays and reads until there is enough, across lost connections. For one thread. */
final class Purchase {
    private static final long LOOK_MILLIS = 500;
    private static final long FIRST_PAUSE_MILLIS = 500;
    private static final long LONGEST_PAUSE_MILLIS = 30_000;

    private final Options options;
    private final Account buyer;
    private final Terms terms;
    private final Path folder;
    private final BooleanSupplier stopped;
    private final LongSupplier clock = () -> System.currentTimeMillis() / 1000;
    private @Nullable Delivery delivery;
    private long pause = FIRST_PAUSE_MILLIS;

    /** @param stopped whether it is to end, of which the thread is told by an interruption too */
    Purchase(Options options, Account buyer, Terms terms, Path folder, BooleanSupplier stopped) {
        this.options = options;
        this.buyer = buyer;
        this.terms = terms;
        this.folder = folder;
        this.stopped = stopped;
    }

    /** Until {@code --count} is reached, or what is left came back. */
    void run() throws IOException, Halt, InterruptedException {
        while (true) {
            try {
                if (options.refund() ? refund() : options.isCatalogue() ? byPass() : byRecord()) {
                    return;
                }
                pause = FIRST_PAUSE_MILLIS;
            } catch (Lost e) {
                stopIfAsked();
                buyer.progress().say("Away: " + e.getMessage() + ". Trying again.");
                Thread.sleep(pause);
                pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
            }
        }
    }

    /** What has come, for people. */
    String summary() {
        Delivery all = delivery;
        State state = buyer.state();
        Channel channel = state.channel();
        String paid = channel == null
                ? Dollars.format(state.signed()) + " dollars signed for passes"
                : Dollars.format(Math.max(
                                channel.told(), all == null ? 0 : all.tally().charged())) + " dollars charged of "
                        + Dollars.format(channel.balance()) + " deposited";
        return all == null
                ? "Nothing has come yet; " + paid + "."
                : all.tally().records() + " records, " + all.verified() + " verified"
                        + (all.unproven() == 0 ? "" : ", " + all.unproven() + " that the gateway can no longer prove")
                        + "; " + paid
                        + ", limit " + Dollars.format(state.limit()) + ".";
    }

    void close() throws IOException {
        if (delivery != null) {
            delivery.close();
        }
    }

    private Delivery delivery() throws IOException, Halt {
        Delivery open = delivery;
        String gateway = buyer.state().gateway();
        if (open == null && gateway != null) {
            open = Delivery.open(options.feed(), options.out(), folder, Address.parse(gateway));
            delivery = open;
        }
        if (open == null) {
            throw new Halt(Halt.FAILED, "The seller is not known.");
        }
        return open;
    }

    /** Records are proven by the batch, so a batch that was begun is bought to its end. */
    private boolean isEnough() throws IOException, Halt {
        return options.count() > 0 && delivery().verified() >= options.count();
    }

    private boolean byPass() throws IOException, Lost, Halt, InterruptedException {
        State state = buyer.state();
        Pass pass = state.pass();
        if (pass != null && state.gateway() != null && isEnough()) {
            return true;
        }
        if (pass == null || state.pending() != null || System.currentTimeMillis() >= pass.until()) {
            pass = new PassShop(buyer, terms, options.address(), options.feed(), clock).buy();
            buyer.progress()
                    .say("Pass " + pass.user() + " reads " + options.feed() + " until "
                            + Instant.ofEpochMilli(pass.until()) + ".");
        }
        try (Door door = Door.open(
                pass.broker(),
                buyer.state().client(),
                pass.user(),
                pass.password().getBytes(StandardCharsets.UTF_8),
                delivery()::take)) {
            begin(door);
            door.subscribe("feeds/reply/" + pass.user() + "/#");
            subscribe(door);
            while (!isEnough()) {
                if (System.currentTimeMillis() >= pass.until()) {
                    buyer.progress().say("Pass " + pass.user() + " has ended.");
                    return false;
                }
                next(door);
            }
            return true;
        }
    }

    private boolean byRecord() throws IOException, Lost, Halt, InterruptedException {
        if (buyer.state().gateway() == null) {
            buyer.requireGateway(Knock.gateway(options.address(), buyer.wallet()));
        }
        Delivery came = delivery();
        if (isEnough()) {
            return true;
        }
        try (Door door = signIn(came)) {
            Purse purse = new Purse(buyer, terms, cashier(door), came::tally, clock);
            pay(purse, door, false);
            subscribe(door);
            while (!isEnough()) {
                if (next(door) instanceof Event.Notice notice && notice.isUsedUp()) {
                    pay(purse, door, true);
                }
            }
            return true;
        }
    }

    /** What was told before it was paid is no news: only behind a record can there be a new notice, since the gateway tells it once for each time that it delivers. */
    private void pay(Purse purse, Door door, boolean usedUp) throws IOException, Lost, Halt, InterruptedException {
        long records = delivery().tally().records();
        long signed = signed();
        purse.pay(usedUp);
        if (signed() > signed && delivery().tally().records() == records) {
            door.forgetUsedUp();
        }
    }

    private long signed() {
        State.Channel channel = buyer.state().channel();
        return channel == null ? 0 : channel.maximum();
    }

    /** Records that are charged still come first; from then on none is. */
    private boolean refund() throws IOException, Lost, Halt, InterruptedException {
        if (buyer.state().channel() == null) {
            throw new Halt(
                    Halt.USAGE,
                    "Nothing was deposited with " + folder + ": name the output of the purchase with --out.");
        }
        Delivery came = delivery();
        try (Door door = signIn(came)) {
            door.unsubscribe("feeds/" + options.feed() + "/records");
            if (buyer.state().pending() != null) {
                new Purse(buyer, terms, cashier(door), came::tally, clock).pay(false);
            }
            new Refund(buyer, terms, cashier(door), came::tally, clock).ask();
            return true;
        }
    }

    private Door signIn(Delivery came) throws IOException, Lost, Halt, InterruptedException {
        String name = buyer.wallet().toString();
        byte[] password = Signing.password(
                buyer.key(), Address.parse(String.valueOf(buyer.state().gateway())));
        Door door = Door.open(options.address().toString(), buyer.state().client(), name, password, came::take);
        try {
            begin(door);
            door.subscribe("feeds/reply/" + name + "/#");
            return door;
        } catch (IOException | Lost | Halt e) {
            door.close();
            throw e;
        }
    }

    private Purse.Cashier cashier(Door door) {
        return new Purse.Cashier() {
            @Override
            public byte[] ask(byte[] payload) throws Lost, Halt, InterruptedException {
                try {
                    return door.ask("feeds/" + options.feed() + "/pay", payload);
                } catch (Lost e) {
                    // Later the gateway may be at its start, and not sell again yet.
                    if (e.isRefusal() && buyer.state().channel() == null) {
                        throw new Halt(
                                Halt.REFUSED,
                                "The feed " + options.feed() + " cannot be bought here: " + e.getMessage()
                                        + ". See the gateway's catalogue for what is sold.");
                    }
                    throw e;
                }
            }

            @Override
            public void rest() throws InterruptedException {
                Thread.sleep(2000);
            }
        };
    }

    private void begin(Door door) throws IOException, Halt {
        pause = FIRST_PAUSE_MILLIS;
        if (!door.sessionPresent()) {
            delivery().newSession();
        }
    }

    private void subscribe(Door door) throws Lost, Halt {
        door.subscribe("feeds/" + options.feed() + "/records", "feeds/" + options.feed() + "/proofs");
        buyer.progress().say("Reading " + options.feed() + " into " + options.out() + ".");
    }

    /** The MQTT client takes an interruption for a failure, and forgets it. */
    private void stopIfAsked() throws InterruptedException {
        if (stopped.getAsBoolean()) {
            throw new InterruptedException("stopped");
        }
    }

    private @Nullable Event next(Door door) throws Lost, Halt, InterruptedException {
        stopIfAsked();
        Event event = door.await(LOOK_MILLIS);
        if (event instanceof Event.Stopped stopped) {
            throw stopped.why();
        }
        if (event instanceof Event.Gone gone) {
            throw new Lost(gone.why());
        }
        if (event instanceof Event.Notice notice
                && !notice.content().path("type").asText().equals("credit")) {
            buyer.progress().say("The gateway says: " + notice.content());
        }
        buyer.progress().now(summary());
        return event;
    }
}
