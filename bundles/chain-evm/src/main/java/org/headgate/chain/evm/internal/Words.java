package org.headgate.chain.evm.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import org.headgate.api.batch.Hash;

/** What a contract answers, in words of 32 bytes (Solidity ABI specification). */
record Words(byte[] bytes) {
    private static final int WORD = 32;
    private static final byte[] ERROR_OF_STRING = HexFormat.of().parseHex("08c379a0");

    boolean isEmpty() {
        return bytes.length == 0;
    }

    BigInteger uint(int index) throws MalformedAnswer {
        return new BigInteger(1, word(index));
    }

    Hash hash(int index) throws MalformedAnswer {
        return Hash.of(word(index));
    }

    /** A string whose place is told by the word. */
    String string(int index) throws MalformedAnswer {
        int at = place(uint(index), bytes.length - WORD);
        int length = place(new BigInteger(1, Arrays.copyOfRange(bytes, at, at + WORD)), bytes.length - WORD - at);
        return new String(bytes, at + WORD, length, UTF_8);
    }

    /** The text of a {@code revert} or the selector of a custom error; else empty. */
    static String revertReason(byte[] data) {
        if (data.length < 4) {
            return "";
        }
        if (Arrays.equals(data, 0, 4, ERROR_OF_STRING, 0, 4)) {
            try {
                return new Words(Arrays.copyOfRange(data, 4, data.length))
                        .string(0)
                        .replaceAll("\\p{Cntrl}", " ");
            } catch (MalformedAnswer e) {
                return "";
            }
        }
        return "custom error 0x" + HexFormat.of().formatHex(data, 0, 4);
    }

    private byte[] word(int index) throws MalformedAnswer {
        if (bytes.length < WORD * (index + 1)) {
            throw new MalformedAnswer("it answers " + bytes.length + " bytes, too few");
        }
        return Arrays.copyOfRange(bytes, WORD * index, WORD * (index + 1));
    }

    private static int place(BigInteger value, int most) throws MalformedAnswer {
        if (value.compareTo(BigInteger.valueOf(most)) > 0) {
            throw new MalformedAnswer("it answers a text that is not there");
        }
        return value.intValue();
    }
}
