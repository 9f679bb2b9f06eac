package org.headgate.store.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.h2.mvstore.DataUtils;
import org.h2.store.fs.FileBaseDefault;
import org.headgate.store.internal.ChunkCheck.Place;
import org.jspecify.annotations.Nullable;

/**
 * A file of H2's that outlives a power cut: H2 finds in it the state of the last sync, or a later one. What was written since the last sync may be on disk in
 * part and in any order, and H2 alone would trust a chunk of which only the first and the last block are there. Therefore
 *
 * <ul>
 *   <li>each chunk has a check sum ({@link ChunkCheck}), and a newest one that does not fit is hidden from H2, which then takes the state before it;
 *   <li>a chunk is written only when all before it is synced: it may lie where the state before the last one had its pages;
 *   <li>the header is written only when the chunk that it names is synced;
 *   <li>where a chunk takes the place of one that leads from the header to the newest, the header names the newest before.
 * </ul>
 *
 * <p>H2 writes one chunk for a commit, rarely with a header, and each commit is synced: the orders cost nearly nothing.
 */
final class GuardedFile extends FileBaseDefault {
    private static final int LONGEST_WAY = 1024;

    private final FileChannel file;
    private final AtomicLong written = new AtomicLong();
    private volatile long synced;
    private long newest;
    /** The chunks that are newer than the header, by their first block: found when the file was opened, and written since. */
    private final ConcurrentSkipListMap<Long, Place> beyondHeader = new ConcurrentSkipListMap<>();

    private @Nullable StoreHeader header;

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
                && position >= StoreHeader.BYTES;
        int read = file.read(target, position);
        if (footer && read == ChunkCheck.FOOTER) {
            look(target, from, position + ChunkCheck.FOOTER);
        }
        return read;
    }

    /** H2 reads footers only to find out where it is. */
    private void look(ByteBuffer target, int from, long end) throws IOException {
        ByteBuffer footer = target.slice(from, ChunkCheck.FOOTER);
        Place chunk = ChunkCheck.endingWith(footer, end);
        if (chunk == null) {
            return;
        }
        if (ChunkCheck.isTorn(footer, file, end)) {
            target.put(from, new byte[ChunkCheck.FOOTER]);
            return;
        }
        header = header == null ? StoreHeader.read(file) : header;
        if (header != null && chunk.version() > header.version()) {
            beyondHeader.put(chunk.block(), chunk);
        }
    }

    /** H2 hands over a buffer of its own and looks no more at the footer in it. */
    @Override
    public int write(ByteBuffer source, long position) throws IOException {
        Place chunk = ChunkCheck.place(source, position);
        if (position < StoreHeader.BYTES) {
            syncFirst();
            header = null;
            beyondHeader.clear();
        } else if (chunk != null) {
            if (chunk.version() > newest) {
                syncFirst();
                newest = chunk.version();
            }
            keepWay(chunk);
            ChunkCheck.put(source);
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

    private void keepWay(Place chunk) throws IOException {
        Map.Entry<Long, Place> near = beyondHeader.lowerEntry(chunk.block() + chunk.blocks());
        boolean over = near != null && near.getValue().overlaps(chunk);
        if (over || beyondHeader.size() >= LONGEST_WAY) {
            Place last = beyondHeader.values().stream()
                    .filter(place -> place.version() < chunk.version())
                    .max(Comparator.comparingLong(Place::version))
                    .orElse(null);
            StoreHeader before = StoreHeader.read(file);
            if (last != null && before != null) {
                written.incrementAndGet();
                DataUtils.writeFully(file, 0, before.naming(last));
                force(true);
            }
            header = null;
            beyondHeader.clear();
        }
        beyondHeader.put(chunk.block(), chunk);
    }

    private void syncFirst() throws IOException {
        if (written.get() > synced) {
            force(true);
        }
    }
}
