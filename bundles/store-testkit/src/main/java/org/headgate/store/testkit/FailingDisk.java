package org.headgate.store.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.h2.store.fs.FilePath;

/** A file system of H2's, {@code failing:}, that fails when told so. One for the whole process: tests that use it do not run side by side. */
public final class FailingDisk extends DiskWrapper {
    /** No space is left for any write. */
    public static final AtomicBoolean FULL = new AtomicBoolean();
    /** Mounted read-only: neither written nor synced. */
    public static final AtomicBoolean READ_ONLY = new AtomicBoolean();
    /** Writes, but does not sync. */
    public static final AtomicBoolean SYNC_FAILS = new AtomicBoolean();
    /** What a sync takes longer, as on an SD card. */
    public static final AtomicInteger SYNC_MILLIS = new AtomicInteger();
    /** Syncs so far. */
    public static final AtomicLong SYNCS = new AtomicLong();

    /** Makes it known to H2, without any fault. */
    public static void register() {
        mend();
        SYNCS.set(0);
        FilePath.register(new FailingDisk());
    }

    /** Takes all faults away. */
    public static void mend() {
        FULL.set(false);
        READ_ONLY.set(false);
        SYNC_FAILS.set(false);
        SYNC_MILLIS.set(0);
    }

    @Override
    public String getScheme() {
        return "failing";
    }

    @Override
    Around around(String path) {
        return new Failures();
    }

    private static final class Failures implements Around {
        @Override
        public int write(FileChannel file, ByteBuffer source, long position) throws IOException {
            writable();
            return file.write(source, position);
        }

        @Override
        public void truncate(FileChannel file, long size) throws IOException {
            writable();
            file.truncate(size);
        }

        @Override
        public void force(FileChannel file, boolean metaData) throws IOException {
            SYNCS.incrementAndGet();
            if (SYNC_FAILS.get()) {
                throw new IOException("Input/output error");
            }
            if (READ_ONLY.get()) {
                throw new IOException("Read-only file system");
            }
            long until = System.nanoTime() + SYNC_MILLIS.get() * 1_000_000L;
            file.force(metaData);
            for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        }

        private static void writable() throws IOException {
            if (READ_ONLY.get()) {
                throw new IOException("Read-only file system");
            }
            if (FULL.get()) {
                throw new IOException("No space left on device");
            }
        }
    }
}
