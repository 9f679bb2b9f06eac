package org.headgate.journal.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/** A file system of H2's, {@code faulty:}, that is full, or does not sync, when told so. */
public final class FaultyDisk extends FilePathWrapper {
    public static final AtomicBoolean FULL = new AtomicBoolean();
    public static final AtomicBoolean SYNC_FAILS = new AtomicBoolean();

    public static void register() {
        FULL.set(false);
        SYNC_FAILS.set(false);
        FilePath.register(new FaultyDisk());
    }

    @Override
    public String getScheme() {
        return "faulty";
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        FileChannel file = getBase().open(mode);
        return new FileBaseDefault() {
            @Override
            public long size() throws IOException {
                return file.size();
            }

            @Override
            public int read(ByteBuffer target, long position) throws IOException {
                return file.read(target, position);
            }

            @Override
            public int write(ByteBuffer source, long position) throws IOException {
                if (FULL.get()) {
                    throw new IOException("No space left on device");
                }
                return file.write(source, position);
            }

            @Override
            protected void implTruncate(long size) throws IOException {
                file.truncate(size);
            }

            @Override
            public void force(boolean metaData) throws IOException {
                if (SYNC_FAILS.get()) {
                    throw new IOException("Input/output error");
                }
                file.force(metaData);
            }

            @Override
            public java.nio.channels.FileLock tryLock(long position, long size, boolean shared) throws IOException {
                return file.tryLock(position, size, shared);
            }

            @Override
            protected void implCloseChannel() throws IOException {
                file.close();
            }
        };
    }
}
