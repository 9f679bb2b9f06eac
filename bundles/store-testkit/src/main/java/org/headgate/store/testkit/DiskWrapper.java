package org.headgate.store.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePathWrapper;

/** One of H2's file systems over another, whose files see each write, cut and sync before it is done. */
abstract class DiskWrapper extends FilePathWrapper {

    /** What is done instead of, or around, the file's own. */
    interface Around {
        int write(FileChannel file, ByteBuffer source, long position) throws IOException;

        void truncate(FileChannel file, long size) throws IOException;

        void force(FileChannel file, boolean metaData) throws IOException;
    }

    /** @param path of the file below */
    abstract Around around(String path);

    @Override
    public FileChannel open(String mode) throws IOException {
        FileChannel file = getBase().open(mode);
        Around around = around(getBase().toString());
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
                return around.write(file, source, position);
            }

            @Override
            protected void implTruncate(long size) throws IOException {
                around.truncate(file, size);
            }

            @Override
            public void force(boolean metaData) throws IOException {
                around.force(file, metaData);
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
}
