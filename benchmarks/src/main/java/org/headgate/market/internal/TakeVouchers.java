package org.headgate.market.internal;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.HdrHistogram.ConcurrentHistogram;
import org.headgate.market.Sales.Sale;
import org.headgate.store.StoreUnavailable;
import org.headgate.x402.PaymentPayload;
import org.headgate.x402.PaymentRefused;
import org.headgate.x402.VoucherRule;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Takes payments as the cashier of {@code pay-mqtt} does: from their bytes to the answer that may be sent, the voucher being on disk. */
@Command(name = "vouchers", description = "takes the payments of a file: as fast as it goes, and at a rate")
final class TakeVouchers implements Callable<Integer> {
    /** Less than are looked at together. */
    private static final int WINDOW = 48;

    private static final com.sun.management.OperatingSystemMXBean SYSTEM =
            (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    @Option(names = "--data", required = true, description = "folder of the database")
    Path data = Path.of("");

    @Option(names = "--in", required = true, description = "the payments")
    Path in = Path.of("");

    @Option(names = "--rate", defaultValue = "500", description = "a second")
    int rate;

    @Option(names = "--seconds", defaultValue = "10", description = "of each measurement")
    int seconds;

    @Option(names = "--warm-up", defaultValue = "8", description = "seconds")
    int warmUp;

    /** One thread, as {@code pay-mqtt} has it. Without it there would be a thread a payment where there is one core: such is {@link CompletableFuture}. */
    private final ExecutorService cashier = Executors.newSingleThreadExecutor();

    private final AtomicReference<@Nullable Object> failure = new AtomicReference<>();
    /** The payment before, by channel: a channel's payments come one after the other. */
    private final List<CompletionStage<?>> before =
            new ArrayList<>(Collections.nCopies(SignVouchers.CHANNELS, CompletableFuture.completedFuture(null)));

    private int taken;

    TakeVouchers() {}

    @Override
    public Integer call() throws IOException, StoreUnavailable, InterruptedException {
        try (BenchShop shop = new BenchShop(data, SignVouchers.DOLLAR, SignVouchers.RECORD, Map.of());
                DataInputStream payments = new DataInputStream(new BufferedInputStream(Files.newInputStream(in)))) {
            shop.sellOn(BenchShop.standing(shop.token));
            closedLoop(shop, payments, warmUp);
            openLoop(shop, payments, Math.max(1, warmUp / 4));
            tell("rate", openLoop(shop, payments, seconds));
            tell("most", closedLoop(shop, payments, seconds));
        } catch (EOFException e) {
            System.out.println("{\"failed\":\"more payments have to be signed\"}");
            return 1;
        } finally {
            cashier.shutdown();
        }
        return failure.get() == null ? 0 : 1;
    }

    /** @param nanos of the clock, and of the processor, all threads together */
    private record Taken(long count, long nanos, long processor, ConcurrentHistogram micros) {}

    private void tell(String what, Taken taken) {
        Object why = failure.get();
        if (why != null) {
            System.out.println("{\"failed\":\"" + why.toString().replaceAll("[\"\\\\\\p{Cntrl}]", "'") + "\"}");
            return;
        }
        System.out.printf(
                Locale.ROOT,
                "{\"what\":\"%s\",\"cores\":%d,\"count\":%d,\"per_s\":%.0f,\"cpu_us\":%.1f,\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"max_ms\":%.3f}%n",
                what,
                SYSTEM.getAvailableProcessors(),
                taken.count,
                taken.count * 1e9 / taken.nanos,
                taken.processor / 1e3 / Math.max(1, taken.count),
                taken.micros.getValueAtPercentile(50) / 1e3,
                taken.micros.getValueAtPercentile(99) / 1e3,
                taken.micros.getMaxValue() / 1e3);
    }

    private Taken closedLoop(BenchShop shop, DataInputStream payments, int length)
            throws IOException, InterruptedException {
        return during(shop, payments, length, System::nanoTime);
    }

    /** Latency counts from when a payment was meant to come. */
    private Taken openLoop(BenchShop shop, DataInputStream payments, int length)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        AtomicLong number = new AtomicLong();
        return during(shop, payments, length, () -> {
            long meant = start + number.incrementAndGet() * 1_000_000_000L / rate;
            for (long left = meant - System.nanoTime(); left > 0; left = meant - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            return meant;
        });
    }

    /** @param begins waits until the next payment comes: its time */
    private Taken during(BenchShop shop, DataInputStream payments, int length, LongSupplier begins)
            throws IOException, InterruptedException {
        ConcurrentHistogram micros = new ConcurrentHistogram(60_000_000, 3);
        Semaphore room = new Semaphore(WINDOW);
        long began = System.nanoTime();
        long processor = SYSTEM.getProcessCpuTime();
        long given = 0;
        while (System.nanoTime() - began < TimeUnit.SECONDS.toNanos(length) && failure.get() == null) {
            byte[] payment = new byte[payments.readInt()];
            payments.readFully(payment);
            room.acquire();
            long from = begins.getAsLong();
            take(shop, payment).whenComplete((done, why) -> {
                micros.recordValue((System.nanoTime() - from) / 1_000);
                room.release();
            });
            given++;
        }
        room.acquire(WINDOW);
        return new Taken(given, System.nanoTime() - began, SYSTEM.getProcessCpuTime() - processor, micros);
    }

    private CompletionStage<Sale> take(BenchShop shop, byte[] payment) {
        int channel = taken++ % SignVouchers.CHANNELS;
        CompletionStage<Sale> sold = before.get(channel)
                .thenComposeAsync(last -> pay(shop, payment), cashier)
                .whenComplete((sale, why) -> {
                    if (!(sale instanceof Sale.Done)) {
                        failure.compareAndSet(null, sale instanceof Sale.Refused refused ? refused.why() : why);
                    }
                });
        before.set(channel, sold);
        return sold;
    }

    private static CompletionStage<Sale> pay(BenchShop shop, byte[] payment) {
        try {
            return shop.sales.pay(
                    BenchShop.FEED, BenchShop.URL, PaymentPayload.read(payment), VoucherRule.CREDIT, List.of());
        } catch (PaymentRefused e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
