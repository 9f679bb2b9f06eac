package org.headgate.senml;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Goes through a canonical pack record by record without making objects of it: for those who look at every message, and at little of each. Trusts the bytes
 * to be what {@link SenmlPack#toCbor} gave: others give nonsense or an {@link IndexOutOfBoundsException}, and {@link SenmlPack#fromCanonical} tells them. For
 * one thread.
 */
public final class SenmlScan {
    static final int NONE = -1;
    private static final int INTEGER = 0;
    private static final int NEGATIVE = 1;
    private static final int BYTES = 2;
    private static final int TEXT = 3;
    private static final int SIMPLE = 7;
    private static final int TRUE = 0xf5;

    private final byte[] bytes;
    private int at;
    private long recordsLeft;

    /** Where in the bytes the parts of the present record begin, {@link #NONE} where it has no such part. */
    int name;

    int unit;
    int time;
    int value;
    int sum;
    int updateTime;
    int extensions;
    int extensionCount;

    /** @param canonical is not changed, and shall not be */
    public SenmlScan(byte[] canonical) {
        bytes = canonical;
        recordsLeft = argument(0);
        at = behindHead(0);
    }

    /** Moves to the next record; false where there is none. Before the first call there is none either. */
    public boolean next() {
        if (recordsLeft == 0) {
            return false;
        }
        recordsLeft--;
        name = NONE;
        unit = NONE;
        time = NONE;
        value = NONE;
        sum = NONE;
        updateTime = NONE;
        extensions = NONE;
        extensionCount = 0;
        long fields = argument(at);
        at = behindHead(at);
        for (; fields > 0; fields--) {
            field((int) fields);
        }
        return true;
    }

    /** The whole name, {@code <device urn>:<quantity>}. */
    public String name() {
        int from = behindHead(name);
        return new String(bytes, from, behind(name) - from, StandardCharsets.ISO_8859_1);
    }

    /** Whether its value is a number. */
    public boolean isNumber() {
        return value != NONE && isNumber(value);
    }

    /** The value, where it is a number. */
    public double number() {
        return number(value);
    }

    /** Seconds since the epoch. */
    public double time() {
        return number(time);
    }

    byte[] bytes() {
        return bytes;
    }

    /** Integer labels come first and in their order; what follows them is unknown here. */
    private void field(int left) {
        if (major(at) == TEXT) {
            if (extensions == NONE) {
                extensions = at;
                extensionCount = left;
            }
            at = behind(behind(at));
            return;
        }
        int label = bytes[at];
        int content = at + 1;
        if (label == Label.NAME.number) {
            name = content;
        } else if (label == Label.UNIT.number) {
            unit = content;
        } else if (label == Label.TIME.number) {
            time = content;
        } else if (label == Label.SUM.number) {
            sum = content;
        } else if (label == Label.UPDATE_TIME.number) {
            updateTime = content;
        } else {
            value = content;
        }
        at = behind(content);
    }

    boolean isNumber(int item) {
        return major(item) <= NEGATIVE || major(item) == SIMPLE && (bytes[item] & 0x1f) >= 25;
    }

    boolean isText(int item) {
        return major(item) == TEXT;
    }

    boolean isFlag(int item) {
        return major(item) == SIMPLE && !isNumber(item);
    }

    boolean flag(int item) {
        return (bytes[item] & 0xff) == TRUE;
    }

    double number(int item) {
        return switch (major(item)) {
            case INTEGER -> argument(item);
            case NEGATIVE -> -1 - argument(item);
            default ->
                switch (bytes[item] & 0x1f) {
                    case 25 -> Half.value((int) argument(item));
                    case 26 -> Float.intBitsToFloat((int) argument(item));
                    default -> Double.longBitsToDouble(argument(item));
                };
        };
    }

    /** Where an item's content begins. */
    int behindHead(int item) {
        int info = bytes[item] & 0x1f;
        return item + 1 + (info < 24 ? 0 : 1 << info - 24);
    }

    int behind(int item) {
        int content = behindHead(item);
        int major = major(item);
        if (major != BYTES && major != TEXT) {
            return content;
        }
        int length = (int) argument(item);
        Objects.checkFromIndexSize(content, length, bytes.length);
        return content + length;
    }

    private int major(int item) {
        return bytes[item] >>> 5 & 7;
    }

    private long argument(int item) {
        int info = bytes[item] & 0x1f;
        if (info < 24) {
            return info;
        }
        long argument = 0;
        for (int i = item + 1; i < behindHead(item); i++) {
            argument = argument << 8 | bytes[i] & 0xff;
        }
        return argument;
    }
}
