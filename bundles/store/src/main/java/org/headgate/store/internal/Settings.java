package org.headgate.store.internal;

import java.time.Duration;

/**
 * @param scheme of the file URL, {@link #SCHEME} but in tests of a failing disk
 * @param queueEntries works that may wait for one writer
 * @param readers connections that may read one database at a time
 * @param linger how far apart commits begin at least
 * @param cacheKib H2's page cache, a database
 * @param reserveBytes free space below which nothing is written
 * @param probe first wait before a database that cannot be written is tried again; doubles up to 32 times that
 */
record Settings(
        String scheme,
        int queueEntries,
        int readers,
        Duration linger,
        int cacheKib,
        long reserveBytes,
        Duration probe) {

    /** A thread that is interrupted while it reads would close the file under all others: the wrapper opens it again. */
    static final String SCHEME = "retry:file";

    static final Settings DEFAULT =
            new Settings(SCHEME, 4096, 3, Duration.ofMillis(2), 1024, 8L << 20, Duration.ofSeconds(1));
}
