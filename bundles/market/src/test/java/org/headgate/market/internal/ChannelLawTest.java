package org.headgate.market.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.headgate.market.internal.Shop.BUYER;
import static org.headgate.market.internal.Shop.FEED;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.headgate.api.market.Entitlements.Charge;
import org.headgate.api.market.Entitlements.Due;
import org.headgate.market.Sales.Sale;
import org.headgate.market.internal.TestChain.Fault;
import org.headgate.market.internal.Totals.Key;
import org.headgate.x402.ChannelPayment;
import org.headgate.x402.VoucherRule;
import org.headgate.x402.chain.PaymentChain;

/** What holds of the money, whatever is done in whatever order, and wherever the gateway dies. */
class ChannelLawTest {
    private static final String ASSET = Asset.token(Shop.NETWORK, Shop.TOKEN.contract());

    enum Kind {
        OPEN,
        PAY,
        DELIVER,
        DELIVER_AGAIN,
        CRASH,
        CRASH_IN_DEPOSIT,
        CRASH_IN_REFUND,
        CLAIM,
        REFUND,
        WITHDRAW,
        TIME
    }

    /** @param size of it, whatever it is: records, or hundreds of millionths */
    record Step(Kind kind, int size) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.of(Kind.class), Arbitraries.integers().between(1, 40))
                .as(Step::new)
                .list()
                .ofMinSize(4)
                .ofMaxSize(40);
    }

    @Property(tries = 40, shrinking = ShrinkingMode.OFF)
    void money_isNeverCountedTwiceOrLost(@ForAll("steps") List<Step> steps) throws Exception {
        Path data = Files.createTempDirectory("law");
        try (World world = new World(data)) {
            for (Step step : steps) {
                world.take(step);
                world.check();
            }
            world.end();
        } finally {
            try (var files = Files.walk(data)) {
                files.sorted(java.util.Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }

    /** A shop, a buyer who counts himself, and what he was given. */
    private static final class World implements AutoCloseable {
        /** The contract gives nothing out before, and the market counts on it: a channel of which nothing is to be claimed is looked at now and then. */
        private static final int WITHDRAW_DAYS = 7;

        private final Shop shop;
        private final Purse purse;
        private final Set<Long> paidFor = new HashSet<>();
        private long charged;
        private long position;

        World(Path data) throws Exception {
            shop = new Shop(
                    data,
                    "network",
                    "base-sepolia",
                    "credit.window.records",
                    20,
                    "deposit.min.dollars",
                    "0.001",
                    "claim.threshold.dollars",
                    "0.0005");
            shop.sell();
            shop.chain.seen(shop.now.get());
            purse = new Purse(shop, Shop.BUYER_KEY, 1, VoucherRule.CREDIT);
        }

        void take(Step step) throws Exception {
            switch (step.kind()) {
                case OPEN -> join(purse.pay(purse.open(1_000L + step.size() * 100L, charged + step.size() * 70L)));
                case PAY -> join(purse.pay(purse.voucherFor(charged + step.size() * 70L)));
                case DELIVER -> deliver(position, step.size());
                case DELIVER_AGAIN -> deliver(Math.max(0, position - step.size()), step.size());
                case CRASH -> crash();
                case CRASH_IN_DEPOSIT ->
                    killed(step, purse.open(1_000L + step.size() * 100L, charged + step.size() * 70L));
                case CRASH_IN_REFUND -> killed(step, purse.refund(charged, null));
                case CLAIM -> join(shop.sales.round());
                case REFUND -> join(purse.pay(purse.refund(charged, step.size() * 100L)));
                case WITHDRAW -> withdraw();
                case TIME -> {
                    shop.now.addAndGet(step.size() * 1_200_000L);
                    shop.chain.seen(shop.now.get());
                }
            }
        }

        private void deliver(long from, int records) {
            List<Due> due = new ArrayList<>();
            for (int i = 0; i < records; i++) {
                due.add(new Due(from + i, 100));
            }
            List<Charge> charges = join(shop.charge(BUYER.toString(), FEED, due));
            for (Charge charge : charges) {
                boolean first = paidFor.add(charge.position());
                assertThat(charge.charged() > 0)
                        .as("charged once, and free from then on")
                        .isEqualTo(first);
                if (first) {
                    charged += charge.price();
                    assertThat(charge.charged()).isEqualTo(charged);
                }
                position = Math.max(position, charge.position() + 1);
            }
        }

        private void withdraw() throws Exception {
            PaymentChain.Channel channel = chain();
            if (channel.balance().signum() == 0 || channel.withdrawRequestedAt() > 0) {
                return;
            }
            shop.chain.requestWithdraw(purse.id, shop.now.get() / 1_000);
            for (int day = 0; day < WITHDRAW_DAYS; day++) {
                shop.now.addAndGet(86_400_000);
                shop.chain.seen(shop.now.get());
                join(shop.sales.round());
            }
            shop.chain.finishWithdraw(purse.id);
            shop.now.addAndGet(600_000);
            shop.chain.seen(shop.now.get());
            rounds();
        }

        /** The first may have begun before. */
        private void rounds() {
            for (int i = 0; i < 3; i++) {
                join(shop.sales.round());
            }
        }

        /** Dies before, or after, what the payment makes the gateway send. */
        private void killed(Step step, ChannelPayment payment) throws Exception {
            Fault fault = step.size() % 2 == 0 ? Fault.SILENT : Fault.SENT_AND_SILENT;
            shop.chain.fault(fault);
            CompletionStage<Sale> sale = purse.pay(payment);
            await().until(() -> sale.toCompletableFuture().isDone() || shop.chain.faults.isEmpty());
            shop.chain.faults.clear();
            crash();
        }

        private void crash() throws Exception {
            shop.die();
            shop.open();
            shop.sell();
        }

        private PaymentChain.Channel chain() {
            return join(shop.chain.channel(purse.id));
        }

        void check() {
            StoredChannel kept = shop.market.channels().find(purse.id);
            if (kept == null) {
                return;
            }
            assertThat(kept.charged()).as("what the buyer counted").isEqualTo(charged);
            if (kept.voucher() != null) {
                assertThat(kept.charged()).isLessThanOrEqualTo(kept.voucher().maxClaimable());
            }
            assertThat(chain().totalClaimed()).isLessThanOrEqualTo(BigInteger.valueOf(charged));
            assertThat(kept.charged()).isLessThanOrEqualTo(chain().balance());
            assertThat(sum("charge")).isEqualTo(kept.charged());
        }

        void end() throws Exception {
            crash();
            for (int day = 0; day < 2; day++) {
                shop.now.addAndGet(90_000_000);
                shop.chain.seen(shop.now.get());
                rounds();
            }
            check();
            if (charged > 0) {
                assertThat(chain().totalClaimed())
                        .as("all is claimed in the end")
                        .isEqualTo(charged);
                assertThat(sum("claim")).as("claimed in the ledger").isEqualTo(charged);
                assertThat(sum("settlement")).as("settled in the ledger").isEqualTo(charged);
                assertThat(shop.chain.swept).isEqualTo(charged);
            }
            assertThat(sum("refund").negate()).isEqualTo(shop.chain.refunded);
        }

        private BigInteger sum(String kind) {
            return shop.market.totals().all().getOrDefault(new Key(kind, ASSET), BigInteger.ZERO);
        }

        @Override
        public void close() {
            shop.close();
        }
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
