package org.headgate.store.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.h2.mvstore.DataUtils;
import org.jspecify.annotations.Nullable;

/**
 * The text with which H2 begins a file, in two copies of a block each: {@code H:2,block:a,blockSize:1000,chunk:26,clean:1,…,version:26,fletcher:4389b6f0}. It
 * names a chunk, not always the newest: from there each chunk says where the next one probably is.
 */
record StoreHeader(String text) {
    static final int BYTES = 2 * ChunkCheck.BLOCK;
    private static final String CHECK = ",fletcher:";

    /** The newer of the two, or null where none is whole. */
    static @Nullable StoreHeader read(FileChannel file) throws IOException {
        StoreHeader newest = null;
        for (int at = 0; at < BYTES; at += ChunkCheck.BLOCK) {
            byte[] bytes = new byte[ChunkCheck.BLOCK];
            file.read(ByteBuffer.wrap(bytes), at);
            String all = new String(bytes, StandardCharsets.ISO_8859_1);
            int checked = all.indexOf(CHECK);
            if (checked > 0
                    && DataUtils.getFletcher32(bytes, 0, checked) == (int) ChunkCheck.number(all, CHECK.substring(1))) {
                StoreHeader found = new StoreHeader(all.substring(0, checked));
                newest = newest == null || found.version() > newest.version() ? found : newest;
            }
        }
        return newest;
    }

    long version() {
        return ChunkCheck.number(text, "version:");
    }

    /** The bytes of a header that names this chunk, of a file that is in use. */
    ByteBuffer naming(ChunkCheck.Place chunk) {
        String named = Arrays.stream(text.split(","))
                .filter(entry -> !entry.startsWith("clean:"))
                .map(entry -> switch (entry.substring(0, entry.indexOf(':') + 1)) {
                    case "block:" -> "block:" + Long.toHexString(chunk.block());
                    case "chunk:" -> "chunk:" + Long.toHexString(chunk.id());
                    case "version:" -> "version:" + Long.toHexString(chunk.version());
                    default -> entry;
                })
                .collect(Collectors.joining(","));
        byte[] bytes = named.getBytes(StandardCharsets.ISO_8859_1);
        String checked = named + CHECK + Integer.toHexString(DataUtils.getFletcher32(bytes, 0, bytes.length)) + "\n";
        byte[] copy = checked.getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(BYTES)
                .put(copy)
                .position(ChunkCheck.BLOCK)
                .put(copy)
                .rewind();
    }
}
