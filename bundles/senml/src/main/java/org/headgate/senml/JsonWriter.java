package org.headgate.senml;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** Writes a canonical pack as {@code application/senml+json}, straight from its bytes: each message that is sold goes through here. */
final class JsonWriter {
    private static final double THOUSANDTHS = Rules.LIMIT / 1000;
    private static final byte[] HEX = ascii("0123456789ABCDEF");
    private static final byte[] NAME = ascii("{\"n\":");
    private static final byte[] UNIT = ascii(",\"u\":");
    private static final byte[] TIME = ascii(",\"t\":");
    private static final byte[] VALUE = ascii(",\"v\":");
    private static final byte[] TEXT_VALUE = ascii(",\"vs\":");
    private static final byte[] FLAG_VALUE = ascii(",\"vb\":");
    private static final byte[] DATA_VALUE = ascii(",\"vd\":");
    private static final byte[] SUM = ascii(",\"s\":");
    private static final byte[] UPDATE_TIME = ascii(",\"ut\":");
    private static final byte[] TRUE = ascii("true");
    private static final byte[] FALSE = ascii("false");

    private final SenmlScan scan;
    private byte[] out;
    private int size;

    private JsonWriter(byte[] canonical) {
        scan = new SenmlScan(canonical);
        out = new byte[2 * canonical.length + 64];
    }

    static byte[] write(byte[] canonical) {
        JsonWriter writer = new JsonWriter(canonical);
        writer.pack();
        return Arrays.copyOf(writer.out, writer.size);
    }

    private void pack() {
        octet('[');
        for (boolean first = true; scan.next(); first = false) {
            if (!first) {
                octet(',');
            }
            record();
        }
        octet(']');
    }

    private void record() {
        raw(NAME);
        text(scan.name);
        if (scan.unit != SenmlScan.NONE) {
            raw(UNIT);
            text(scan.unit);
        }
        raw(TIME);
        number(scan.time());
        if (scan.value != SenmlScan.NONE) {
            raw(label(scan.value));
            value(scan.value);
        }
        if (scan.sum != SenmlScan.NONE) {
            raw(SUM);
            number(scan.number(scan.sum));
        }
        if (scan.updateTime != SenmlScan.NONE) {
            raw(UPDATE_TIME);
            number(scan.number(scan.updateTime));
        }
        int label = scan.extensions;
        for (int i = 0; i < scan.extensionCount; i++) {
            int value = scan.behind(label);
            octet(',');
            text(label);
            octet(':');
            value(value);
            label = scan.behind(value);
        }
        octet('}');
    }

    private byte[] label(int value) {
        if (scan.isNumber(value)) {
            return VALUE;
        }
        return scan.isText(value) ? TEXT_VALUE : scan.isFlag(value) ? FLAG_VALUE : DATA_VALUE;
    }

    private void value(int value) {
        if (scan.isNumber(value)) {
            number(scan.number(value));
        } else if (scan.isText(value)) {
            text(value);
        } else if (scan.isFlag(value)) {
            raw(scan.flag(value) ? TRUE : FALSE);
        } else {
            byte[] data = Arrays.copyOfRange(scan.bytes(), scan.behindHead(value), scan.behind(value));
            octet('"');
            raw(Base64.getUrlEncoder().withoutPadding().encode(data));
            octet('"');
        }
    }

    /** It is UTF-8 already. */
    private void text(int item) {
        byte[] bytes = scan.bytes();
        int end = scan.behind(item);
        octet('"');
        for (int i = scan.behindHead(item); i < end; i++) {
            byte c = bytes[i];
            if (c >= 0 && c < 0x20 || c == '"' || c == '\\') {
                escape(c);
            } else {
                octet(c);
            }
        }
        octet('"');
    }

    private void escape(byte c) {
        octet('\\');
        switch (c) {
            case '"', '\\' -> octet(c);
            case '\b' -> octet('b');
            case '\t' -> octet('t');
            case '\n' -> octet('n');
            case '\f' -> octet('f');
            case '\r' -> octet('r');
            default -> {
                octet('u');
                octet('0');
                octet('0');
                octet(HEX[c >> 4]);
                octet(HEX[c & 15]);
            }
        }
    }

    /** Up to three decimals, as times and most measurements have them, without the exponents of {@code Double.toString}. */
    private void number(double value) {
        long thousandths = Math.round(value * 1000);
        if (value == (long) value) {
            integer((long) value, 1);
        } else if (Math.abs(value) < THOUSANDTHS && thousandths / 1000.0 == value) {
            decimal(thousandths);
        } else {
            raw(ascii(Double.toString(value)));
        }
    }

    private void decimal(long thousandths) {
        integer(thousandths, 4);
        int decimals = thousandths % 10 != 0 ? 3 : thousandths % 100 != 0 ? 2 : 1;
        reserve(1);
        System.arraycopy(out, size - 3, out, size - 2, decimals);
        out[size - 3] = '.';
        size += decimals - 2;
    }

    /** @param least how many digits, with zeros in front */
    private void integer(long number, int least) {
        if (number < 0) {
            octet('-');
        }
        int digits = 1;
        for (long rest = Math.abs(number) / 10; rest > 0 || digits < least; rest /= 10) {
            digits++;
        }
        reserve(digits);
        size += digits;
        long rest = Math.abs(number);
        for (int i = size - 1; i >= size - digits; i--) {
            out[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    private void octet(int octet) {
        reserve(1);
        out[size++] = (byte) octet;
    }

    private void raw(byte[] bytes) {
        reserve(bytes.length);
        System.arraycopy(bytes, 0, out, size, bytes.length);
        size += bytes.length;
    }

    private void reserve(int more) {
        if (out.length - size < more) {
            out = Arrays.copyOf(out, Math.max(2 * out.length, size + more));
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
