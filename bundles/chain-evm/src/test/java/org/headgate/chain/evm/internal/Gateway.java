package org.headgate.chain.evm.internal;

import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.headgate.api.status.Problem;
import org.headgate.api.status.Report;
import org.headgate.store.internal.H2Store;
import org.jspecify.annotations.Nullable;

/** The part of a gateway that speaks to the chain, on files of its own, which can crash and come back. */
final class Gateway implements AutoCloseable {
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final Path data;

    /** By how many milliseconds its clock is ahead. */
    final AtomicLong ahead = new AtomicLong();

    /** Of who sells, in millionths of a dollar; null where nobody does. */
    final AtomicReference<@Nullable BigInteger> income = new AtomicReference<>();

    H2Store store;
    EvmChain chain;

    Gateway(Path data, Limits limits, URI... endpoints) throws Exception {
        this(data, Bench.setup(limits, endpoints));
    }

    Gateway(Path data, Setup setup) throws Exception {
        this.data = data;
        this.store = H2Store.open(data);
        start(setup);
    }

    /** Ends it with no word to anybody, and starts another on the same files. */
    void crash(Limits limits, URI... endpoints) throws Exception {
        chain.abandon();
        store.close();
        store = H2Store.open(data);
        start(Bench.setup(limits, endpoints));
    }

    Report report() {
        Report.Builder report = Report.builder();
        ChainReport.write(chain, report);
        return report.build();
    }

    /** Of the problems that it reports. */
    List<String> codes() {
        return report().problems().stream().map(Problem::code).toList();
    }

    @Override
    public void close() {
        chain.close();
        scheduler.shutdownNow();
        store.close();
    }

    private void start(Setup setup) throws Exception {
        chain = new EvmChain(
                setup,
                Bench.SIGNER,
                store.precious(),
                scheduler,
                () -> System.currentTimeMillis() + ahead.get(),
                () -> Optional.ofNullable(income.get()));
    }
}
