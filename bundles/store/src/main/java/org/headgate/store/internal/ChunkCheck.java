package org.headgate.store.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The check sum of a chunk, which is what H2 writes at a commit: whole blocks, with text at the head, pages, and text in a footer. H2 looks at head and footer
 * only. The CRC-32C of all that is before the footer stands behind the footer's text, where H2 does not look:
 * {@code chunk:1f,len:2,version:1f,fletcher:8a3c07f1,crc32c:0badcafe}.
 */
final class ChunkCheck {
    static final int BLOCK = 4096;
    static final int FOOTER = 128;
    private static final String HEAD = "chunk:";
    private static final String LENGTH = "len:";
    private static final String VERSION = "version:";
    private static final String CHECK = "crc32c:";
    private static final int MOST_DIGITS = 15;
    private static final int PIECE = 16 * BLOCK;

    private ChunkCheck() {}

    /** Where a chunk is. @param block, blocks in the file */
    record Place(long id, long version, long block, long blocks) {
        boolean overlaps(Place other) {
            return block < other.block + other.blocks && other.block < block + blocks;
        }
    }

    /** The chunk that these bytes are, where they are to be written; null where they are not one. */
    static @Nullable Place place(ByteBuffer bytes, long position) {
        if (bytes.remaining() < BLOCK || bytes.remaining() % BLOCK != 0 || bytes.get(bytes.position()) != 'c') {
            return null;
        }
        return place(text(bytes, bytes.limit() - FOOTER), position + bytes.remaining());
    }

    /** The chunk that ends with this footer, there; null where it is not one. */
    static @Nullable Place endingWith(ByteBuffer footer, long end) {
        return place(text(footer, footer.position()), end);
    }

    private static @Nullable Place place(String footer, long end) {
        long version = number(footer, VERSION);
        long blocks = number(footer, LENGTH);
        return footer.startsWith(HEAD) && version >= 0 && blocks > 0
                ? new Place(number(footer, HEAD), version, end / BLOCK - blocks, blocks)
                : null;
    }

    /** Puts its check sum into the footer of a chunk that has none. */
    static void put(ByteBuffer chunk) {
        int at = chunk.limit() - FOOTER;
        String text = text(chunk, at);
        if (text.contains(CHECK)) {
            return;
        }
        CRC32C check = new CRC32C();
        check.update(chunk.slice(chunk.position(), at - chunk.position()));
        String value = "," + CHECK + HexFormat.of().toHexDigits((int) check.getValue());
        if (text.length() + value.length() < FOOTER) {
            chunk.put(at + text.length(), value.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    /**
     * Whether a chunk is one that was being written when the power went: it is not whole, and it is newer than the header, which names what is synced, or a copy
     * of one that is there. A chunk that was synced and is not whole any more is for H2 to stumble over: the state before it would be too old.
     *
     * @param end of the footer in the file
     */
    static boolean isTorn(ByteBuffer footer, FileChannel file, long end) throws IOException {
        String text = text(footer, footer.position());
        if (isWhole(text, file, end)) {
            return false;
        }
        StoreHeader header = StoreHeader.read(file);
        return header == null || number(text, VERSION) > header.version() || isElsewhere(text, file);
    }

    /** True as well where there is no check sum: an older gateway wrote it. */
    private static boolean isWhole(String footer, FileChannel file, long end) throws IOException {
        long expected = number(footer, CHECK);
        if (!footer.startsWith(HEAD) || expected < 0) {
            return true;
        }
        long from = end - number(footer, LENGTH) * BLOCK;
        return from >= 0 && from < end && check(file, from, end - FOOTER) == expected;
    }

    private static boolean isElsewhere(String footer, FileChannel file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(FOOTER);
        for (long end = 3 * BLOCK; end <= file.size(); end += BLOCK) {
            bytes.clear();
            file.read(bytes, end - FOOTER);
            if (text(bytes, 0).equals(footer) && isWhole(footer, file, end)) {
                return true;
            }
        }
        return false;
    }

    private static long check(FileChannel file, long from, long to) throws IOException {
        CRC32C check = new CRC32C();
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, to - from));
        for (long at = from; at < to; ) {
            piece.clear().limit((int) Math.min(piece.capacity(), to - at));
            int read = file.read(piece, at);
            if (read <= 0) {
                break;
            }
            check.update(piece.flip());
            at += read;
        }
        return check.getValue();
    }

    /** A footer is filled up with spaces. */
    private static String text(ByteBuffer bytes, int at) {
        byte[] footer = new byte[FOOTER];
        bytes.get(at, footer);
        return new String(footer, StandardCharsets.ISO_8859_1).stripTrailing();
    }

    /** A value in hexadecimal; -1 where there is none. */
    static long number(String text, String key) {
        int at = text.indexOf(key);
        if (at < 0) {
            return -1;
        }
        int from = at + key.length();
        int end = from;
        while (end < text.length() && end - from < MOST_DIGITS && HexFormat.isHexDigit(text.charAt(end))) {
            end++;
        }
        return end == from ? -1 : Long.parseLong(text, from, end, 16);
    }
}
