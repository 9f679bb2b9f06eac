package org.headgate.lora.source.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes up the operator's file of keys, again when it changes, and keeps the frame counters. All methods read or write files. */
final class Keyring {
    private static final Logger LOG = LoggerFactory.getLogger(Keyring.class);

    private final Path keys;
    private final Path counters;
    private final Sessions sessions;
    private volatile @Nullable String obstacle;
    private @Nullable FileTime taken;

    Keyring(Path keys, Path counters, Sessions sessions) {
        this.keys = keys;
        this.counters = counters;
        this.sessions = sessions;
    }

    /** Takes the file up if it has changed; while it cannot be read, what was read before goes on. */
    synchronized void look() {
        try {
            FileTime modified = Files.getLastModifiedTime(keys);
            if (modified.equals(taken)) {
                return;
            }
            taken = modified;
            List<Session> read = KeyFile.read(keys);
            int left = sessions.replace(read);
            sessions.resume(CounterFile.read(counters));
            obstacle = left == 0 ? null : left + " devices are left out, since too many have one DevAddr";
            LOG.info("{} devices whose LoRaWAN frames are deciphered", sessions.size());
        } catch (IOException | RuntimeException e) {
            obstacle = keys + " cannot be used: "
                    + (e instanceof java.nio.file.NoSuchFileException ? "it is not there" : e.getMessage());
        }
    }

    /** Writes the counters if they have moved. */
    synchronized void save() {
        if (!sessions.takeChanged()) {
            return;
        }
        try {
            CounterFile.write(counters, sessions.counters());
        } catch (IOException e) {
            sessions.changed();
            LOG.warn("frame counters are not written to {}: {}", counters, e.toString());
        }
    }

    /** Why not all is as the file says; null where it is. From memory. */
    @Nullable
    String obstacle() {
        return obstacle;
    }
}
