package org.headgate.senml;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes resolved records as deterministic CBOR (RFC 8949 §4.2.1). */
final class CborWriter {
    private byte[] bytes;
    private int size;

    private CborWriter(int capacity) {
        bytes = new byte[capacity];
    }

    static byte[] write(List<SenmlRecord> records) throws SenmlException {
        CborWriter out = new CborWriter(64 * records.size() + 16);
        out.head(4, records.size());
        for (SenmlRecord record : records) {
            out.record(record);
            Limits.bytes(out.size);
        }
        return Arrays.copyOf(out.bytes, out.size);
    }

    private void record(SenmlRecord record) {
        SenmlValue value = record.value();
        int fields = 2
                + (record.unit() == null ? 0 : 1)
                + (value == null ? 0 : 1)
                + (record.sum() == null ? 0 : 1)
                + (record.updateTime() == null ? 0 : 1)
                + record.extensions().size();
        head(5, fields);
        head(0, Label.NAME.number);
        text(record.name());
        if (record.unit() != null) {
            head(0, Label.UNIT.number);
            text(record.unit());
        }
        if (value != null && !(value instanceof SenmlValue.Data)) {
            head(0, label(value).number);
            value(value);
        }
        number(Label.SUM, record.sum());
        number(Label.TIME, record.time());
        number(Label.UPDATE_TIME, record.updateTime());
        if (value instanceof SenmlValue.Data data) {
            head(0, Label.DATA_VALUE.number);
            value(data);
        }
        if (!record.extensions().isEmpty()) {
            extensions(record.extensions());
        }
    }

    private static Label label(SenmlValue value) {
        if (value instanceof SenmlValue.Num) {
            return Label.VALUE;
        }
        return value instanceof SenmlValue.Text ? Label.STRING_VALUE : Label.BOOLEAN_VALUE;
    }

    /** Text keys follow the integer keys, the shorter first, then by their bytes. */
    private void extensions(Map<String, SenmlValue> extensions) {
        Map<byte[], SenmlValue> sorted = new TreeMap<>(
                (a, b) -> a.length != b.length ? Integer.compare(a.length, b.length) : Arrays.compareUnsigned(a, b));
        extensions.forEach((label, value) -> sorted.put(label.getBytes(StandardCharsets.UTF_8), value));
        sorted.forEach((label, value) -> {
            string(3, label);
            value(value);
        });
    }

    private void value(SenmlValue value) {
        if (value instanceof SenmlValue.Num number) {
            number(number.value());
        } else if (value instanceof SenmlValue.Text text) {
            text(text.value());
        } else if (value instanceof SenmlValue.Flag flag) {
            octet(flag.value() ? 0xf5 : 0xf4);
        } else if (value instanceof SenmlValue.Data data) {
            string(2, data.value());
        }
    }

    private void number(Label label, @Nullable Double value) {
        if (value != null) {
            head(0, label.number);
            number(value);
        }
    }

    private void number(double value) {
        long integer = (long) value;
        if (integer == value) {
            head(integer < 0 ? 1 : 0, integer < 0 ? -1 - integer : integer);
            return;
        }
        float single = (float) value;
        if (single != value) {
            octet(0xfb);
            big(Double.doubleToRawLongBits(value), 8);
            return;
        }
        int half = Half.of(single);
        octet(half < 0 ? 0xfa : 0xf9);
        big(half < 0 ? Float.floatToRawIntBits(single) : half, half < 0 ? 4 : 2);
    }

    private void text(String text) {
        int length = text.length();
        reserve(length + 9);
        int mark = size;
        head(3, length);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                size = mark;
                string(3, text.getBytes(StandardCharsets.UTF_8));
                return;
            }
            bytes[size++] = (byte) c;
        }
    }

    private void string(int major, byte[] value) {
        head(major, value.length);
        reserve(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
    }

    private void head(int major, long argument) {
        int type = major << 5;
        if (argument < 24) {
            octet(type | (int) argument);
        } else if (argument < 1L << 8) {
            octet(type | 24);
            big(argument, 1);
        } else if (argument < 1L << 16) {
            octet(type | 25);
            big(argument, 2);
        } else if (argument < 1L << 32) {
            octet(type | 26);
            big(argument, 4);
        } else {
            octet(type | 27);
            big(argument, 8);
        }
    }

    private void octet(int value) {
        reserve(1);
        bytes[size++] = (byte) value;
    }

    private void big(long value, int length) {
        reserve(length);
        for (int shift = 8 * (length - 1); shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (value >>> shift);
        }
    }

    private void reserve(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }
}
