package org.headgate.journal.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32C;
import org.headgate.api.journal.Contribution;
import org.headgate.api.journal.NewContribution;
import org.headgate.api.message.Kind;
import org.headgate.api.message.Origin;
import org.headgate.api.message.Trust;
import org.jspecify.annotations.Nullable;

/**
 * Contributions of one commit, of consecutive sequences, as one row: most of H2's work is a row's, not a byte's. Packed, for what fits
 * into one block of the disk costs one; bounded, for H2 writes the last row of a commit again with the next. docs/journal.md has the layout. For one thread.
 */
final class Block {
    static final int MOST = 64;
    private static final int ENOUGH_BYTES = 16 << 10;
    /** As it was before blocks were packed: still read. */
    private static final int PLAIN = 1;

    private static final int PACKED = 2;
    private static final int ADOPTED = 0x04;
    private static final int ORIGIN = 0x08;
    private static final int LOOK = 64;
    private static final int CHECK_BYTES = 4;
    private static final int HEAD = 1 + CHECK_BYTES;
    private static final int ROW = 2 * Long.BYTES + 1;
    private static final VarHandle CHECK = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final Bytes bytes = new Bytes();
    private final Bytes packed = new Bytes();
    private final Lzf lzf = new Lzf();
    private long first;
    private int count;
    private long receivedAt;

    boolean isEmpty() {
        return count == 0;
    }

    boolean isFull() {
        return count >= MOST || bytes.length() >= ENOUGH_BYTES;
    }

    long first() {
        return first;
    }

    long last() {
        return first + count - 1;
    }

    void clear() {
        count = 0;
        bytes.clear();
    }

    byte[] take() {
        byte[] plain = bytes.take();
        packed.put(PACKED);
        packed.skip(CHECK_BYTES);
        packed.putVar(plain.length);
        lzf.compress(plain, packed);
        byte[] body = packed.take();
        CHECK.set(body, HEAD - CHECK_BYTES, check(first(), last(), body));
        count = 0;
        return body;
    }

    void add(long sequence, NewContribution contribution, @Nullable Origin origin) {
        if (count == 0) {
            first = sequence;
            receivedAt = 0;
        }
        count++;
        bytes.put(contribution.trust().code()
                | (contribution.adopted() ? ADOPTED : 0)
                | (origin == null ? 0 : ORIGIN)
                | contribution.kind().code() << 4);
        bytes.putSigned(contribution.receivedAt() - receivedAt);
        receivedAt = contribution.receivedAt();
        if (origin != null) {
            bytes.putLong(origin.key());
            bytes.putVar(origin.seconds());
        }
        byte[] pack = contribution.pack();
        bytes.putVar(pack.length);
        bytes.put(pack);
        putDevice(contribution.device().getBytes(StandardCharsets.UTF_8), pack);
    }

    /** A pack begins with the URN, as a rule: then its place is enough. */
    private void putDevice(byte[] device, byte[] pack) {
        int at = find(device, pack);
        bytes.putVar(at + 1L);
        bytes.putVar(device.length);
        if (at < 0) {
            bytes.put(device);
        }
    }

    private static int find(byte[] device, byte[] pack) {
        int end = Math.min(LOOK, pack.length - device.length);
        for (int at = 0; at <= end; at++) {
            int same = 0;
            while (same < device.length && pack[at + same] == device[same]) {
                same++;
            }
            if (same == device.length) {
                return at;
            }
        }
        return -1;
    }

    /** Adds those of a block from one sequence on, below another, as long as the list has room. */
    static void read(long first, byte[] body, long from, long below, int max, List<Contribution> into) {
        Bytes.Source source = open(body);
        long sequence = first;
        long receivedAt = 0;
        for (; source.more() && sequence < below && into.size() < max; sequence++) {
            int flags = source.get();
            receivedAt += source.getSigned();
            if ((flags & ORIGIN) != 0) {
                source.getLong();
                source.getVar();
            }
            int length = source.getLength();
            if (sequence < from) {
                source.skip(length);
                skipDevice(source);
                continue;
            }
            byte[] pack = source.get(length);
            into.add(new Contribution(
                    sequence,
                    receivedAt,
                    Kind.of(flags >> 4),
                    Trust.of(flags & 0x03),
                    pack,
                    device(source, pack),
                    (flags & ADOPTED) != 0));
        }
    }

    /** Tells the origins of a block. */
    static void origins(long first, byte[] body, EachOrigin each) {
        Bytes.Source source = open(body);
        long receivedAt = 0;
        for (long sequence = first; source.more(); sequence++) {
            int flags = source.get();
            receivedAt += source.getSigned();
            if ((flags & ORIGIN) != 0) {
                long key = source.getLong();
                each.accept(key, receivedAt + source.getVar() * 1000, sequence);
            }
            source.skip(source.getLength());
            skipDevice(source);
        }
    }

    /**
     * H2 checks where its pages are, not what is in them: a disk that turns a bit shall not change what was measured.
     *
     * @param first, last as the row says
     */
    static boolean isWhole(long first, long last, byte[] body) {
        if (body.length <= HEAD) {
            return false;
        }
        int said = (int) CHECK.get(body, HEAD - CHECK_BYTES);
        return said == check(first, last, body) || body[0] == PLAIN && said == check(body);
    }

    private static int check(long first, long last, byte[] body) {
        CRC32C check = new CRC32C();
        ByteBuffer row = ByteBuffer.allocate(ROW).putLong(first).putLong(last).put(body[0]);
        check.update(row.flip());
        check.update(body, HEAD, body.length - HEAD);
        return (int) check.getValue();
    }

    private static int check(byte[] body) {
        CRC32C check = new CRC32C();
        check.update(body, HEAD, body.length - HEAD);
        return (int) check.getValue();
    }

    private static Bytes.Source open(byte[] body) {
        Bytes.Source source = new Bytes.Source(body);
        int format = source.get();
        source.skip(CHECK_BYTES);
        return switch (format) {
            case PLAIN -> source;
            case PACKED -> new Bytes.Source(Lzf.expand(source, source.getLength()));
            default -> throw new IllegalStateException("a block of format " + format + ": a newer gateway wrote it");
        };
    }

    private static String device(Bytes.Source source, byte[] pack) {
        int at = source.getLength() - 1;
        int length = source.getLength();
        return at < 0
                ? new String(source.get(length), StandardCharsets.UTF_8)
                : new String(pack, at, length, StandardCharsets.UTF_8);
    }

    private static void skipDevice(Bytes.Source source) {
        boolean inPack = source.getVar() > 0;
        int length = source.getLength();
        if (!inPack) {
            source.skip(length);
        }
    }

    @FunctionalInterface
    interface EachOrigin {
        /** @param until milliseconds since the epoch */
        void accept(long key, long until, long sequence);
    }
}
