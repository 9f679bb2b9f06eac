package org.headgate.buy;

import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.logging.LogManager;
import org.headgate.identity.keystore.Key;
import org.headgate.x402.Payer;
import org.jspecify.annotations.Nullable;

/** {@code headgate buy}: buys a feed with a wallet. */
public final class Buy {
    private static final String HELP = """
            Usage: headgate buy ADDRESS FEED [--limit DOLLARS] [OPTION]...

            Buys a feed with a wallet that holds a dollar token (no ether is needed), verifies every
            record, and writes what comes as JSON lines that 'headgate verify' reads.

              ADDRESS               of a catalogue (http://, https://): buys passes;
                                    of a broker (mqtt://, mqtts://, ws://, wss://): pays by the record
              --limit DOLLARS       the most that may be signed away in all, for example 2.50; asked
                                    for where it is not given; kept for the next run
              --keystore FILE       the wallet, Web3 Secret Storage version 3; else $WALLET_KEYSTORE, or
                                    the file with a bare key that $WALLET_KEY_FILE names
              --password-file FILE  the keystore's password; else $WALLET_PASSWORD_FILE, or it is asked for
              --out FILE            where records go (default: FEED.jsonl); what was paid is kept in
                                    FILE.buy beside it, and a second run goes on from there
              --count N             end once FILE holds N verified records (default: go on); records are
                                    proven by the batch, so the last batch is bought to its end
              --refund              instead of buying, ask the gateway to give back what is left of the
                                    deposit (at a broker; it sends and pays for the transaction)
              --gateway ADDRESS     the seller that must have signed; without it, the first that is met
              --asset CHAIN/TOKEN   a token to take for a dollar beside USDC of Base, Base Sepolia
                                    and Arbitrum, with six decimals

            Exit code: 0 done, 1 failed, 2 wrong usage, 4 the limit is reached, 5 the offer or a demand
            for payment was refused, 6 what came is not what was signed. Run it again to go on: nothing
            is paid twice.

            Examples:
              headgate buy https://shop.example greenhouse --keystore wallet.json --limit 2.50
              WALLET_KEY_FILE=wallet.key headgate buy mqtts://shop.example:8883 greenhouse --limit 5 --count 1000
              WALLET_KEY_FILE=wallet.key headgate buy mqtts://shop.example:8883 greenhouse --refund
            """;

    private static final String STOPPED = "Stopped. Run it again to go on.";

    private Buy() {}

    public static void main(String[] words) throws InterruptedException {
        LogManager.getLogManager().reset();
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        if (List.of(words).contains("--help") || List.of(words).contains("-h")) {
            System.out.print(HELP);
            return;
        }
        Thread buying = Thread.currentThread();
        CountDownLatch done = new CountDownLatch(1);
        AtomicBoolean stopped = new AtomicBoolean();
        Thread ending = new Thread(() -> {
            stopped.set(true);
            buying.interrupt();
            try {
                done.await(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Runtime.getRuntime().addShutdownHook(ending);
        int code = run(List.of(words), System.getenv(), err, stopped::get);
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(ending);
        } catch (IllegalStateException e) {
            return; // it ends already, by a signal
        }
        System.exit(code);
    }

    private static int run(
            List<String> words, Map<String, String> environment, PrintStream err, BooleanSupplier stopped) {
        Progress progress = new Progress(err);
        try {
            Options options = Options.parse(words);
            Terms terms = new Terms(options.token());
            Key key = Wallet.open(options, environment, Buy::password);
            try (Books books = Books.open(options.folder())) {
                Account buyer = account(options, key, books, progress);
                Purchase purchase = new Purchase(options, buyer, terms, books.folder(), stopped);
                try {
                    purchase.run();
                } catch (InterruptedException e) {
                    progress.say(STOPPED);
                } finally {
                    progress.say(purchase.summary());
                    purchase.close();
                }
                return 0;
            }
        } catch (Halt halt) {
            progress.say(String.valueOf(halt.getMessage()));
            return halt.exitCode();
        } catch (IOException e) {
            if (stopped.getAsBoolean()) {
                // An interruption closes a file that is being written; what is in it is read as after a power cut.
                progress.say(STOPPED);
                return 0;
            }
            progress.say(
                    "A file cannot be read or written: " + e + ". Run it again once it can: nothing is paid twice.");
            return Halt.FAILED;
        }
    }

    private static Account account(Options options, Key key, Books books, Progress progress) throws IOException, Halt {
        State known = books.read();
        State state = known == null
                ? State.begin(options.address().toString(), options.feed(), key.address(), reader())
                : known;
        if (!state.wallet().equals(key.address().toString()) || !state.feed().equals(options.feed())) {
            throw new Halt(
                    Halt.USAGE,
                    options.folder() + " is of the wallet " + state.wallet() + " and the feed " + state.feed()
                            + ". Name another file with --out.");
        }
        State.Pending pending = state.pending();
        if (pending != null && pending.url().isEmpty() == options.isCatalogue()) {
            throw new Halt(
                    Halt.USAGE,
                    "A payment to " + state.address()
                            + " waits for its answer: go on with that address, or name another file with --out.");
        }
        Long limit = options.limit();
        if (limit != null) {
            state = state.withLimit(limit);
        }
        Account buyer = new Account(key, books, state, Buy::limit, progress);
        buyer.save(state);
        if (options.gateway() != null) {
            buyer.requireGateway(options.gateway());
        }
        progress.say("Wallet " + key.address() + (known == null ? "." : ", going on from before."));
        return buyer;
    }

    /** A name for a reader, by which the broker keeps its place. */
    static String reader() {
        return "buy-" + Payer.random().toString().substring(2, 18);
    }

    private static char @Nullable [] password(String question) {
        Console console = System.console();
        return console == null ? null : console.readPassword("%s", question);
    }

    private static long limit() throws Halt {
        Console console = System.console();
        String typed = console == null ? null : console.readLine("Spend how many dollars at most, in all? ");
        if (typed == null) {
            throw new Halt(
                    Halt.USAGE,
                    "There is no terminal to ask for the spending limit: give --limit, for example --limit 2.50.");
        }
        return Options.dollars(typed);
    }
}
