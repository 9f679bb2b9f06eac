package org.headgate.tls;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.headgate.api.status.Problem;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS side of a bundle's listeners as the files have it now: what renews certificates needs to tell nobody. Whoever is connected stays as they are. Safe
 * for any thread.
 */
public final class TlsRenewal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TlsRenewal.class);
    private static final int LOOK_SECONDS = 5;

    private final String bundle;
    private final TlsFiles files;
    private final Predicate<X509Certificate> known;
    private final int handshakeSeconds;
    private final ThreadPoolExecutor handshakes;
    private List<Stamp> seen = List.of();
    private volatile @Nullable TlsEntry entry;
    private volatile @Nullable String obstacle;
    private @Nullable ScheduledFuture<?> looking;

    /**
     * Reads nothing yet.
     *
     * @param bundle whose threads and log lines these are
     * @param known whether a client's certificate is welcome whoever issued it
     */
    public TlsRenewal(String bundle, TlsFiles files, Predicate<X509Certificate> known, int handshakeSeconds) {
        this.bundle = bundle;
        this.files = files;
        this.known = known;
        this.handshakeSeconds = handshakeSeconds;
        handshakes = handshakes(bundle);
    }

    /** One thread beside the loop, while there are handshakes: a crowd that comes at once does not hold up who is in. */
    private static ThreadPoolExecutor handshakes(String bundle) {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                1,
                1,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                new DefaultThreadFactory(bundle + "-handshake", true));
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /** By what a changed file is told from the same one; links are followed. */
    private record Stamp(
            String file,
            @Nullable FileTime modified,
            long size,
            @Nullable Object identity) {
        static Stamp of(String file) {
            try {
                BasicFileAttributes now = Files.readAttributes(Path.of(file), BasicFileAttributes.class);
                return new Stamp(file, now.lastModifiedTime(), now.size(), now.fileKey());
            } catch (IOException e) {
                return new Stamp(file, null, 0, null);
            }
        }
    }

    /**
     * Looks at the files, here and now, and then every 5 s beside the loop. Once.
     *
     * @param usable is run once, when the files can be used for the first time: then ports may open
     */
    public void start(ScheduledExecutorService scheduler, Runnable usable) {
        look(usable);
        synchronized (this) {
            looking = scheduler.scheduleWithFixedDelay(
                    () -> handshakes.execute(() -> look(usable)), LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void look(Runnable usable) {
        if (becameUsable()) {
            usable.run();
        }
    }

    /** Reads the files if they changed, or could not be used; who comes from now on gets what is in them. */
    private synchronized boolean becameUsable() {
        List<Stamp> now = stamps();
        if (now.equals(seen) && obstacle == null) {
            return false;
        }
        boolean first = entry == null;
        seen = now;
        try {
            entry = new TlsEntry(files, known, handshakeSeconds, handshakes);
            obstacle = null;
            if (!first) {
                LOG.info("{} has read its changed TLS files", bundle);
            }
            return first;
        } catch (IOException e) {
            obstacle = e.getMessage();
            return false;
        }
    }

    private List<Stamp> stamps() {
        List<Stamp> stamps = new ArrayList<>();
        Stream.of(files.certificates(), files.keys(), List.of(files.authorities()))
                .flatMap(List::stream)
                .forEach(file -> stamps.add(Stamp.of(file)));
        return stamps;
    }

    /** As of now; it stays what it was while changed files cannot be used. There is one once {@link #start} said so. */
    public TlsEntry entry() {
        return Objects.requireNonNull(entry, "a port opens only once there is one");
    }

    /** Why the files, as they are now, cannot be used; null where they can. */
    public @Nullable Problem problem() {
        String why = obstacle;
        return why == null
                ? null
                : new Problem(
                        "tls_files_unusable",
                        (entry == null ? "no TLS: " : "TLS goes on with what was read before: ") + why,
                        "give PEM certificate chains and their PEM keys (PKCS#8), as many of the one as of the other;"
                                + " they are looked at every %d s".formatted(LOOK_SECONDS),
                        true);
    }

    @Override
    public synchronized void close() {
        if (looking != null) {
            looking.cancel(false);
        }
        handshakes.shutdown();
    }
}
