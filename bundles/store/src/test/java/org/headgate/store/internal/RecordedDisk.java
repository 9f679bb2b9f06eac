package org.headgate.store.internal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.ArrayList;
import java.util.List;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;
import org.jspecify.annotations.Nullable;

/** A file system of H2's, {@code recorded:}, that notes every change of a file in its order. */
public final class RecordedDisk extends FilePathWrapper {
    private static final List<Change> CHANGES = new ArrayList<>();

    static void register() {
        synchronized (CHANGES) {
            CHANGES.clear();
        }
        FilePath.register(new RecordedDisk());
    }

    static List<Change> changes() {
        synchronized (CHANGES) {
            return List.copyOf(CHANGES);
        }
    }

    static int count() {
        synchronized (CHANGES) {
            return CHANGES.size();
        }
    }

    @Override
    public String getScheme() {
        return "recorded";
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
                byte[] bytes = new byte[source.remaining()];
                source.duplicate().get(bytes);
                synchronized (CHANGES) {
                    int written = file.write(source, position);
                    CHANGES.add(new Change(position, bytes));
                    return written;
                }
            }

            @Override
            protected void implTruncate(long size) throws IOException {
                synchronized (CHANGES) {
                    file.truncate(size);
                    CHANGES.add(new Change(size, null));
                }
            }

            @Override
            public void force(boolean metaData) throws IOException {
                file.force(metaData);
            }

            @Override
            public FileLock tryLock(long position, long size, boolean shared) throws IOException {
                return file.tryLock(position, size, shared);
            }

            @Override
            protected void implCloseChannel() throws IOException {
                file.close();
            }
        };
    }

    /** Bytes written, or the file cut at the position where there are none. */
    record Change(long position, byte @Nullable [] bytes) {

        void apply(RandomAccessFile file) throws IOException {
            if (bytes == null) {
                file.setLength(position);
            } else {
                file.seek(position);
                file.write(bytes);
            }
        }
    }
}
