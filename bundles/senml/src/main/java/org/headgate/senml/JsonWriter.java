package org.headgate.senml;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes resolved records as {@code application/senml+json}. */
final class JsonWriter {
    private static final double THOUSANDTHS = Rules.LIMIT / 1000;

    private final JsonGenerator out;

    private JsonWriter(JsonGenerator out) {
        this.out = out;
    }

    static byte[] write(List<SenmlRecord> records) {
        try (ByteArrayBuilder bytes = new ByteArrayBuilder(128 * records.size());
                JsonGenerator out = JsonReader.FACTORY.createGenerator(bytes)) {
            new JsonWriter(out).pack(records);
            out.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void pack(List<SenmlRecord> records) throws IOException {
        out.writeStartArray();
        for (SenmlRecord record : records) {
            out.writeStartObject();
            record(record);
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private void record(SenmlRecord record) throws IOException {
        out.writeStringField("n", record.name());
        if (record.unit() != null) {
            out.writeStringField("u", record.unit());
        }
        number("t", record.time());
        if (record.value() != null) {
            value(label(record.value()), record.value());
        }
        if (record.sum() != null) {
            number("s", record.sum());
        }
        if (record.updateTime() != null) {
            number("ut", record.updateTime());
        }
        for (Map.Entry<String, SenmlValue> extension : new TreeMap<>(record.extensions()).entrySet()) {
            value(extension.getKey(), extension.getValue());
        }
    }

    private static String label(SenmlValue value) {
        if (value instanceof SenmlValue.Num) {
            return "v";
        }
        return value instanceof SenmlValue.Text ? "vs" : value instanceof SenmlValue.Flag ? "vb" : "vd";
    }

    private void value(String label, SenmlValue value) throws IOException {
        if (value instanceof SenmlValue.Num number) {
            number(label, number.value());
        } else if (value instanceof SenmlValue.Text text) {
            out.writeStringField(label, text.value());
        } else if (value instanceof SenmlValue.Flag flag) {
            out.writeBooleanField(label, flag.value());
        } else if (value instanceof SenmlValue.Data data) {
            out.writeStringField(label, Base64.getUrlEncoder().withoutPadding().encodeToString(data.value()));
        }
    }

    private void number(String label, double value) throws IOException {
        out.writeFieldName(label);
        if (value == Math.rint(value)) {
            out.writeNumber((long) value);
        } else if (value > 1 && value < THOUSANDTHS && Math.rint(value * 1000) / 1000 == value) {
            out.writeNumber(thousandths((long) Math.rint(value * 1000)));
        } else {
            out.writeNumber(value);
        }
    }

    /** Times in milliseconds, which {@code Double.toString} would write with an exponent. */
    private static String thousandths(long value) {
        int end = value % 10 != 0 ? 3 : value % 100 != 0 ? 2 : 1;
        String digits = Long.toString(value);
        int point = digits.length() - 3;
        return digits.substring(0, point) + '.' + digits.substring(point, point + end);
    }
}
