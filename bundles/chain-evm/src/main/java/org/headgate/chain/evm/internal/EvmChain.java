package org.headgate.chain.evm.internal;

import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.api.batch.Signer;
import org.headgate.store.Database;
import org.headgate.store.StoreUnavailable;
import org.headgate.x402.BatchSettlement;
import org.headgate.x402.ChannelConfig;
import org.headgate.x402.ChannelPayment.OpenOrTopUp;
import org.headgate.x402.ContractDomain;
import org.headgate.x402.Deposit;
import org.headgate.x402.ExactPayment;
import org.headgate.x402.Network;
import org.headgate.x402.PaymentRefused;
import org.headgate.x402.PaymentRequirements;
import org.headgate.x402.chain.Bill;
import org.headgate.x402.chain.PaymentChain;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One EVM chain behind JSON-RPC. One thread of its own owns all state; nothing on it blocks. */
public final class EvmChain implements PaymentChain, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EvmChain.class);

    private final Setup setup;
    private final ExecutorService thread;
    private final ScheduledFuture<?> timer;
    final Rpc rpc;
    final Outbox outbox;
    final Watch watch;
    final Address account;
    private final Token token;
    private final Channels channels;
    private final Eas anchors;
    final @Nullable Facilitated facilitated;

    /** Blocks, for it reads what an earlier run left. @param income as {@link Budget} wants it */
    EvmChain(
            Setup setup,
            Signer signer,
            Database database,
            ScheduledExecutorService scheduler,
            LongSupplier clock,
            Supplier<Optional<BigInteger>> income)
            throws StoreUnavailable {
        this.setup = setup;
        this.account = signer.address();
        TransactionTable table = new TransactionTable(setup.network().chainId());
        database.prepare("chain", TransactionTable.STEPS);
        thread = Executors.newSingleThreadExecutor(task -> {
            Thread made = new Thread(task, "chain-evm");
            made.setDaemon(true);
            return made;
        });
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(setup.timeout())
                .executor(thread)
                .build();
        List<Endpoint> endpoints = setup.endpoints().stream()
                .map(address -> new Endpoint(address, http, scheduler, setup.timeout()))
                .toList();
        rpc = new Rpc(setup.network(), endpoints, thread, clock);
        watch = new Watch(rpc, account, setup.look(), thread, clock);
        token = new Token(setup.network(), rpc, account);
        outbox = new Outbox(setup.network(), rpc, signer, database, table, setup.limits(), thread, clock, income);
        channels = new Channels(setup.settlement(), rpc, outbox, signer);
        anchors = new Eas(setup.anchors(), rpc, outbox, account);
        try {
            facilitated = facilitated(setup, http, database, scheduler, clock);
            outbox.load();
        } catch (StoreUnavailable | RuntimeException e) {
            thread.shutdown();
            throw e;
        }
        timer = scheduler.scheduleWithFixedDelay(
                this::tick, 0, setup.limits().poll().toMillis(), TimeUnit.MILLISECONDS);
    }

    private @Nullable Facilitated facilitated(
            Setup setup, HttpClient http, Database database, ScheduledExecutorService scheduler, LongSupplier clock)
            throws StoreUnavailable {
        Outside outside = setup.facilitator();
        return outside == null
                ? null
                : new Facilitated(
                        new Facilitator(outside, setup.network(), http, scheduler, thread, clock),
                        token,
                        rpc,
                        outbox,
                        database,
                        setup.network().chainId(),
                        setup.limits(),
                        thread,
                        scheduler,
                        clock);
    }

    /** For tests of other bundles, on a local chain: looks often, waits two minutes for a block, may spend an ether a day. Blocks. */
    public static EvmChain local(
            Network network, URI endpoint, Signer signer, Database database, ScheduledExecutorService scheduler)
            throws StoreUnavailable {
        BigInteger gwei = BigInteger.TEN.pow(9);
        Limits limits = new Limits(
                new Fees(gwei.multiply(BigInteger.TEN), gwei),
                gwei.multiply(gwei),
                Duration.ofMinutes(2),
                Duration.ofMinutes(1),
                Duration.ofMillis(20),
                Duration.ofSeconds(1),
                Budget.Share.ANY);
        Setup setup = new Setup(
                network,
                List.of(endpoint),
                Duration.ofMinutes(1),
                Duration.ofMillis(100),
                limits,
                BatchSettlement.canonical(network),
                null,
                null);
        return new EvmChain(setup, signer, database, scheduler, System::currentTimeMillis, Optional::empty);
    }

    /** What is under way is found again by the next one. */
    @Override
    public void close() {
        timer.cancel(false);
        try {
            thread.execute(() -> {
                outbox.close();
                thread.shutdown();
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("closed twice");
        }
    }

    /** As a crash would end it: nobody is told, nothing more is asked or written. For tests. */
    void abandon() {
        timer.cancel(false);
        thread.shutdownNow();
    }

    @Override
    public Network network() {
        return setup.network();
    }

    @Override
    public View view() {
        return watch.view();
    }

    @Override
    public CompletionStage<ContractDomain> domain(Address token) {
        return told(() -> this.token.domain(token));
    }

    @Override
    public CompletionStage<Void> verify(Bill bill, ExactPayment payment) {
        Facilitated outside = facilitated;
        return told(
                () -> outside == null ? token.verify(bill.terms().asset(), payment) : outside.verify(bill, payment));
    }

    @Override
    public CompletionStage<Settlement> settle(Bill bill, ExactPayment payment) {
        Address asset = bill.terms().asset();
        Facilitated outside = facilitated;
        return told(() ->
                outside == null ? sent(asset, payment) : outside.settle(bill, payment, () -> sent(asset, payment)));
    }

    /** Where the simulation fails, the reason is looked for. */
    private CompletableFuture<Settlement> sent(Address asset, ExactPayment payment) {
        Order order = Token.order(asset, payment);
        return outbox.submit(order).exceptionallyCompose(failure -> {
            boolean simulated = Failures.cause(failure) instanceof PaymentRefused refused
                    && refused.code().equals(order.refusals().simulation());
            return simulated
                    ? token.verify(asset, payment).thenCompose(good -> CompletableFuture.failedFuture(failure))
                    : CompletableFuture.failedFuture(failure);
        });
    }

    @Override
    public CompletionStage<Channel> channel(Hash channelId) {
        return told(() -> channels.find(channelId));
    }

    @Override
    public CompletionStage<Settlement> deposit(Bill bill, OpenOrTopUp payment) {
        ChannelConfig config = payment.config();
        Deposit deposit = payment.deposit();
        Facilitated outside = facilitated;
        boolean theirs = outside != null
                && !outside.facilitator().trusted()
                && outside.facilitator().settles(PaymentRequirements.BATCH_SETTLEMENT);
        return told(() -> outside == null || !theirs
                ? channels.deposit(config, deposit)
                : CompletableFuture.supplyAsync(
                                () -> outside.settle(job(bill, payment), () -> channels.deposit(config, deposit)),
                                thread)
                        .thenCompose(settled -> settled));
    }

    private Facilitated.Job job(Bill bill, OpenOrTopUp payment) {
        return new Facilitated.Job(
                channels.purpose(payment.config(), payment.deposit()),
                payment.config().token(),
                channels.authorization(payment.config(), payment.deposit()),
                Channels.PREFIX,
                bill.paidWith(payment.payload()).question());
    }

    @Override
    public CompletionStage<Settlement> claim(List<Claim> claims) {
        return told(() -> channels.claim(claims));
    }

    @Override
    public CompletionStage<Settlement> sweep(Address receiver, Address token) {
        return told(() -> channels.sweep(receiver, token));
    }

    @Override
    public CompletionStage<Settlement> refund(
            ChannelConfig config, BigInteger refundNonce, BigInteger amount, Optional<Claim> last) {
        return told(() -> channels.refund(config, refundNonce, amount, last));
    }

    @Override
    public CompletionStage<Anchored> anchor(Hash root) {
        return told(() -> anchors.anchor(root));
    }

    /** Whatever goes wrong is told as one of the failures that {@link PaymentChain} names. */
    private static <T> CompletionStage<T> told(Supplier<CompletableFuture<T>> asked) {
        try {
            return asked.get().exceptionallyCompose(failure -> CompletableFuture.failedFuture(Failures.told(failure)));
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(Failures.told(e));
        }
    }

    private void tick() {
        try {
            thread.execute(() -> {
                watch.tick();
                outbox.tick();
                if (facilitated != null) {
                    facilitated.tick();
                }
            });
        } catch (RejectedExecutionException e) {
            timer.cancel(false);
        }
    }
}
