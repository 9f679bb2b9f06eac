package org.headgate.mqtt.door.internal.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS side of the listeners as the files have it now: what renews certificates needs to tell nobody. Whoever is connected stays as they are. Safe for any
 * thread.
 */
public final class TlsRenewal {
    private static final Logger LOG = LoggerFactory.getLogger(TlsRenewal.class);

    private final TlsFiles files;
    private final Predicate<X509Certificate> known;
    private final int handshakeSeconds;
    private final Executor handshakes;
    private List<Stamp> seen = List.of();
    private volatile @Nullable TlsEntry entry;
    private volatile @Nullable String obstacle;

    /** Reads nothing yet. @param known whether a client's certificate is welcome whoever issued it */
    public TlsRenewal(TlsFiles files, Predicate<X509Certificate> known, int handshakeSeconds, Executor handshakes) {
        this.files = files;
        this.known = known;
        this.handshakeSeconds = handshakeSeconds;
        this.handshakes = handshakes;
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

    /** Reads the files if they changed, or could not be used; who comes from now on gets what is in them. Blocks. */
    public synchronized void look() {
        List<Stamp> now = stamps();
        if (now.equals(seen) && obstacle == null) {
            return;
        }
        boolean first = entry == null;
        seen = now;
        try {
            entry = new TlsEntry(files, known, handshakeSeconds, handshakes);
            obstacle = null;
            if (!first) {
                LOG.info("mqtt-door has read its changed TLS files");
            }
        } catch (IOException e) {
            obstacle = e.getMessage();
        }
    }

    private List<Stamp> stamps() {
        List<Stamp> stamps = new ArrayList<>();
        Stream.of(files.certificates(), files.keys(), List.of(files.authorities()))
                .flatMap(List::stream)
                .forEach(file -> stamps.add(Stamp.of(file)));
        return stamps;
    }

    /** Null until the files could be used once; stays what it was while they cannot. */
    public @Nullable TlsEntry entry() {
        return entry;
    }

    /** Why the files, as they are now, cannot be used. */
    public @Nullable String obstacle() {
        return obstacle;
    }
}
