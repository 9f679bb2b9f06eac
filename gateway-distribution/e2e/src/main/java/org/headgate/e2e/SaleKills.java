package org.headgate.e2e;

import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.headgate.api.batch.Address;
import org.headgate.chain.testkit.LocalChain;
import org.headgate.proof.Abi;
import org.headgate.x402.ChannelWallet;

/**
 * {@code kill -9} of a gateway that sells each record over MQTT, at random instants while a payment is looked at, while a record is on its way, and while a claim waits for its
 * block; then the books, the buyer and the chain are compared.
 */
final class SaleKills {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final long CHAIN_ID = 31_337;
    private static final String FEED = "all";
    private static final String DEVICE = "sold";
    private static final long PRICE = 100;
    private static final BigInteger PURSE = BigInteger.valueOf(100_000_000);

    private final Verdict verdict;
    private final LocalChain chain;
    private final String[] settings;
    private final ChannelWallet wallet =
            new ChannelWallet(HexFormat.of().parseHex("07".repeat(32)), BigInteger.valueOf(100_000), PURSE);
    private final int port = Gateway.freePort();
    private final int[] struck = new int[Moment.values().length];
    private long slowest;
    private long soldAfter;
    private long killedAfter;

    /** When it is killed. */
    private enum Moment {
        PAYMENT,
        DELIVERY,
        CLAIM,
        ANY
    }

    private SaleKills(Verdict verdict, LocalChain chain) throws Exception {
        this.verdict = verdict;
        this.chain = chain;
        this.settings = new String[] {
            "mqtt-door.port=" + port,
            "coap-source.port=0",
            "devices.adopt.rule=*",
            "headgate.features=mqtt-door,prove,sell,pay-mqtt,chain-evm,shell,profile-senml",
            "market.network=eip155:" + CHAIN_ID,
            "market.asset=" + chain.dollar(),
            "market.claim.threshold.dollars=0.000001",
            "market.credit.window.records=16",
            "chain-evm.network=eip155:" + CHAIN_ID,
            "chain-evm.poll.ms=100",
            "chain-evm.look.seconds=1",
            "chain-evm.gas.daily.max=1000000000000000000",
            "chain-evm.rpc.urls=" + chain.endpoint()
        };
    }

    /** @param packages where npm put anvil */
    static void run(Verdict verdict, Path packages, int kills) throws Exception {
        try (LocalChain chain = LocalChain.start(packages, CHAIN_ID)) {
            new SaleKills(verdict, chain).run(kills);
        }
    }

    private void run(int kills) throws Exception {
        Path home = Gateway.home("sale-kills");
        Gateway gateway = Gateway.launch(home, settings).awaitUp();
        try {
            Gateway first = gateway;
            Until.holds(
                    "the gateway's address is known",
                    PATIENCE,
                    () -> !address(first).isEmpty());
            Address seller = Address.parse(address(gateway));
            chain.rpc("anvil_setBalance", seller.toString(), "0x56bc75e2d63100000");
            chain.mint(wallet.address(), PURSE);
            gateway.awaitReady();
            gateway.command("feed", "create", FEED, "--min-trust", "0", "--record-price", "0.0001");
            // A block a second: a claim is under way for a while.
            chain.rpc("evm_setIntervalMining", 1);
            try (PayingReader buyer = new PayingReader(port, "paying-reader", FEED, wallet, seller, CHAIN_ID)) {
                Until.holds("the buyer has paid", PATIENCE, () -> buyer.payments() > 0);
                try (Sender device = new Sender(port, DEVICE, 1, 20)) {
                    for (int kill = 1; kill <= kills; kill++) {
                        await(kill, buyer);
                        gateway.kill();
                        gateway = restarted(home, kill, kills, buyer);
                    }
                    verdict.check(device.finish(PATIENCE), "the device waits for acknowledgements");
                    finish(gateway, buyer, device);
                    compare(home, buyer, seller, gateway);
                }
            }
        } finally {
            gateway.close();
        }
        verdict.fact("kills", kills);
        verdict.fact("slowest_restart_ms", slowest);
        for (Moment moment : Moment.values()) {
            verdict.fact("kills_" + moment.name().toLowerCase(Locale.ROOT), struck[moment.ordinal()]);
        }
    }

    /**
     * Each in its turn; where one does not come, the kill is at any instant. Records and a payment come before each kill, but for the one in a claim: what was charged before the last kill is claimed as
     * soon as the gateway is up, and else not for ten seconds.
     */
    private void await(int kill, PayingReader buyer) throws Exception {
        Moment moment = Moment.values()[(kill - 1) % Moment.values().length];
        long began = System.nanoTime();
        if (moment != Moment.CLAIM) {
            long before = buyer.received();
            long paid = buyer.payments();
            Until.holds(
                    "records are sold: " + buyer.refusal(),
                    PATIENCE,
                    () -> buyer.received() > before && buyer.payments() > paid);
        }
        soldAfter = millisSince(began);
        long now = buyer.received();
        boolean came = switch (moment) {
            case PAYMENT -> spun(buyer::paying);
            case DELIVERY -> spun(() -> buyer.received() > now);
            case CLAIM -> spun(this::isUnderway);
            case ANY -> true;
        };
        struck[(came ? moment : Moment.ANY).ordinal()]++;
        long most = moment == Moment.ANY ? 1_500_000 : moment == Moment.CLAIM ? 1_000_000 : 15_000;
        Until.passed(Duration.ofNanos(ThreadLocalRandom.current().nextLong(most) * 1_000));
        killedAfter = millisSince(began);
    }

    private static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    /** As closely as can be seen, for half a minute: claims come every ten seconds. */
    private static boolean spun(Condition condition) throws Exception {
        long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (System.nanoTime() - until < 0) {
            if (condition.holds()) {
                return true;
            }
            Until.passed(Duration.ofNanos(500_000));
        }
        return false;
    }

    private boolean isUnderway() throws Exception {
        return !chain.rpc("txpool_status").path("pending").asText().equals("0x0");
    }

    private Gateway restarted(Path home, int kill, int kills, PayingReader buyer) throws Exception {
        long began = System.nanoTime();
        Gateway gateway = Gateway.launch(home, settings).awaitUp();
        long millis = millisSince(began);
        slowest = Math.max(slowest, millis);
        verdict.say(
                "kill %d of %d: %d records bought with %d payments so far; sold after %d ms, killed after %d ms, up again after %d ms",
                kill, kills, buyer.received(), buyer.payments(), soldAfter, killedAfter, millis);
        return gateway;
    }

    /** Until all that was sent is bought, and what was charged has moved. */
    private void finish(Gateway gateway, PayingReader buyer, Sender device) {
        BitSet sent = device.acknowledgedValues();
        boolean all = bought(sent, buyer);
        verdict.check(all, "not every record came; the buyer's last refusal: %s", buyer.refusal());
        boolean moved = Until.within(PATIENCE, () -> {
            long charged = gateway.metric("market.total.charge.millionths");
            return charged > 0
                    && charged == gateway.metric("market.total.claim.millionths")
                    && charged == gateway.metric("market.total.settlement.millionths");
        });
        verdict.check(moved, "what is charged is not claimed and settled: %s", gatewaySays(gateway));
        verdict.fact("sent", sent.cardinality());
    }

    /** However much waits: as long as records come. */
    private static boolean bought(BitSet sent, PayingReader buyer) {
        while (!has(buyer, sent)) {
            long before = buyer.received();
            if (!Until.within(PATIENCE, () -> has(buyer, sent) || buyer.received() > before)) {
                return false;
            }
        }
        return true;
    }

    private static boolean has(PayingReader buyer, BitSet sent) {
        BitSet missing = (BitSet) sent.clone();
        missing.andNot(buyer.values(DEVICE));
        return missing.isEmpty();
    }

    private static String gatewaySays(Gateway gateway) {
        try {
            return gateway.status().path("facts").path("market").toString();
        } catch (Exception e) {
            return e.toString();
        }
    }

    private void compare(Path home, PayingReader buyer, Address seller, Gateway gateway) throws Exception {
        gateway.close();
        Books books = Books.of(home);
        long claimed = claimed();
        long settled = chain.balance(seller).longValueExact();
        verdict.fact("records_bought", buyer.received());
        verdict.fact("came_again_free", buyer.again());
        verdict.fact("payments", buyer.payments());
        verdict.fact("connections", buyer.connections());
        verdict.fact("charged_millionths", books.ledgerCharged());
        verdict.none("records_without_price", buyer.unpriced());
        verdict.none("ranges_charged_twice", books.overlaps());
        equal("each record bought is charged once", buyer.received() * PRICE, books.ledgerCharged());
        equal("the days add up to the ledger", books.ledgerCharged(), books.totalCharged());
        equal("the channel is charged what the ledger says", books.ledgerCharged(), books.channelsCharged());
        equal(
                "the buyer knows what is charged",
                books.ledgerCharged(),
                wallet.charged().longValueExact());
        equal("the chain has paid what the ledger says was claimed", claimed, books.ledgerClaimed());
        equal("all that is charged is claimed", books.ledgerCharged(), books.ledgerClaimed());
        equal("the seller has what the ledger says was settled", settled, books.ledgerSettled());
        equal("all that is claimed is settled", books.ledgerClaimed(), books.ledgerSettled());
        verdict.check(
                wallet.charged().compareTo(wallet.signed()) <= 0,
                "%s is charged, %s was signed",
                wallet.charged(),
                wallet.signed());
    }

    private void equal(String what, long one, long other) {
        verdict.check(one == other, "%s: %d, %d", what, one, other);
    }

    private long claimed() throws Exception {
        byte[] state = chain.call(
                LocalChain.SETTLEMENT,
                "channels(bytes32)",
                new Abi().bytes32(Objects.requireNonNull(wallet.channelId())));
        return new BigInteger(1, Arrays.copyOfRange(state, 32, 64)).longValueExact();
    }

    private static String address(Gateway gateway) throws Exception {
        return gateway.status().path("facts").path("identity").path("gateway").asText();
    }
}
