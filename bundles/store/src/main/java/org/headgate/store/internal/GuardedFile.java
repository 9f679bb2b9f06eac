package org.headgate.store.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.concurrent.atomic.AtomicLong;
import org.h2.store.fs.FileBaseDefault;

/**
 * A file of H2's that outlives a power cut: H2 finds in it the state of the last sync, or a later one. What was written since the last sync may be on disk in
 * part and in any order, and H2 alone would trust a chunk of which only the first and the last block are there. Therefore
 *
 * <ul>
 *   <li>each chunk has a check sum ({@link ChunkCheck}), and a newest one that does not fit is hidden from H2, which then takes the state before it;
 *   <li>a chunk is written only when all before it is synced: it may lie where the state before the last one had its pages;
 *   <li>the header is written only when the chunk that it names is synced.
 * </ul>
 *
 * <p>H2 writes one chunk for a commit, rarely with a header, and each commit is synced: the two orders cost nearly nothing.
 */
final class GuardedFile extends FileBaseDefault {
    private static final int HEADER = 2 * ChunkCheck.BLOCK;

    private final FileChannel file;
    private final AtomicLong written = new AtomicLong();
    private volatile long synced;
    private long newest;

    GuardedFile(FileChannel file) {
        this.file = file;
    }

    @Override
    public long size() throws IOException {
        return file.size();
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        int from = target.position();
        boolean footer = target.remaining() == ChunkCheck.FOOTER
                && (position + ChunkCheck.FOOTER) % ChunkCheck.BLOCK == 0
                && position >= HEADER;
        int read = file.read(target, position);
        if (footer
                && read == ChunkCheck.FOOTER
                && ChunkCheck.isTorn(target.slice(from, read), file, position + ChunkCheck.FOOTER)) {
            target.put(from, new byte[read]);
        }
        return read;
    }

    /** H2 hands over a buffer of its own and looks no more at the footer in it. */
    @Override
    public int write(ByteBuffer source, long position) throws IOException {
        if (position < HEADER) {
            syncFirst();
        } else {
            long version = ChunkCheck.version(source);
            if (version > newest) {
                syncFirst();
                newest = version;
            }
            if (version >= 0) {
                ChunkCheck.put(source);
            }
        }
        written.incrementAndGet();
        return file.write(source, position);
    }

    @Override
    protected void implTruncate(long size) throws IOException {
        file.truncate(size);
    }

    @Override
    public void force(boolean metaData) throws IOException {
        long through = written.get();
        file.force(metaData);
        synced = through;
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
        return file.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
        file.close();
    }

    private void syncFirst() throws IOException {
        if (written.get() > synced) {
            force(true);
        }
    }
}
