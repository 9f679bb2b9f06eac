package org.headgate.journal.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.h2.tools.CompressTool;
import org.junit.jupiter.api.Test;

class LzfTest {
    private final Lzf lzf = new Lzf();

    @Property(tries = 500)
    void expand_whatWasCompressed_isTheSame(@ForAll("repetitive") byte[] bytes) {
        assertThat(expanded(compressed(bytes), bytes.length)).isEqualTo(bytes);
    }

    @Test
    void compress_oneAfterTheOther_leavesNothingBehind() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            byte[] bytes = repetitive(random, random.nextInt(40_000));
            assertThat(expanded(compressed(bytes), bytes.length)).isEqualTo(bytes);
        }
    }

    /** H2's EXPAND reads it with two more fields in front: the form, and how long it was. */
    @Test
    void compress_isReadByOthers() {
        byte[] bytes = repetitive(new Random(11), 5000);
        byte[] packed = compressed(bytes);
        Bytes framed = new Bytes();
        framed.put(1);
        framed.put(0x80 | bytes.length >> 8);
        framed.put(bytes.length);
        framed.put(packed);

        assertThat(packed.length).isLessThan(bytes.length / 2);
        assertThat(CompressTool.getInstance().expand(framed.take())).isEqualTo(bytes);
    }

    private byte[] compressed(byte[] bytes) {
        Bytes into = new Bytes();
        lzf.compress(bytes, into);
        return into.take();
    }

    private static byte[] expanded(byte[] packed, int length) {
        return Lzf.expand(new Bytes.Source(packed), length);
    }

    private static byte[] repetitive(Random random, int length) {
        byte[] bytes = new byte[length];
        for (int at = 0; at < length; ) {
            int count = Math.min(length - at, 1 + random.nextInt(400));
            int back = at == 0 ? 0 : random.nextInt(Math.min(at, 10_000)) + 1;
            for (int end = at + count; at < end; at++) {
                bytes[at] = back == 0 || random.nextInt(100) == 0 ? (byte) random.nextInt() : bytes[at - back];
            }
        }
        return bytes;
    }

    @Provide
    Arbitrary<byte[]> repetitive() {
        return Arbitraries.bytes()
                .between((byte) 0, (byte) 3)
                .array(byte[].class)
                .ofMaxSize(2000);
    }
}
