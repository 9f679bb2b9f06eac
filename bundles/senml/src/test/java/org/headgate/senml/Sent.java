package org.headgate.senml;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A record as a device might send it: base fields, numbers in the longest encoding. */
record Sent(
        String name,
        @Nullable String baseName,
        @Nullable Double time,
        @Nullable Double baseTime,
        @Nullable Double baseValue,
        double value,
        @Nullable String text) {

    private Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("n", name);
        put(fields, "t", time);
        put(fields, "bn", baseName);
        put(fields, "bt", baseTime);
        put(fields, "bv", baseValue);
        if (text == null) {
            fields.put("v", value);
        } else if (text.length() % 2 == 0) {
            fields.put("vs", text);
        } else {
            fields.put("vd", text.getBytes(StandardCharsets.UTF_8));
        }
        return fields;
    }

    private static void put(Map<String, Object> fields, String label, @Nullable Object value) {
        if (value != null) {
            fields.put(label, value);
        }
    }

    static byte[] json(List<Sent> pack) {
        StringBuilder json = new StringBuilder("[");
        for (Sent sent : pack) {
            json.append(json.length() > 1 ? ", {" : "{");
            String comma = "";
            for (Map.Entry<String, Object> field : sent.fields().entrySet()) {
                json.append(comma)
                        .append('"')
                        .append(field.getKey())
                        .append("\": ")
                        .append(json(field.getValue()));
                comma = ",";
            }
            json.append('}');
        }
        return json.append(']').toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String json(Object value) {
        if (value instanceof byte[] data) {
            return '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(data) + '"';
        }
        if (value instanceof String text) {
            StringBuilder escaped = new StringBuilder("\"");
            text.chars().forEach(c -> escaped.append(String.format("\\u%04x", c)));
            return escaped.append('"').toString();
        }
        return value.toString();
    }

    static byte[] cbor(List<Sent> pack) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0x98);
        out.write(pack.size());
        for (Sent sent : pack) {
            out.write(0xbf);
            sent.fields().forEach((label, value) -> {
                int number = java.util.Objects.requireNonNull(Label.of(label)).number;
                out.write(number < 0 ? 0x20 - 1 - number : number);
                cbor(out, value);
            });
            out.write(0xff);
        }
        return out.toByteArray();
    }

    private static void cbor(ByteArrayOutputStream out, Object value) {
        if (value instanceof Double number) {
            out.write(0xfb);
            out.writeBytes(ByteBuffer.allocate(8).putDouble(number).array());
            return;
        }
        byte[] bytes = value instanceof byte[] data ? data : ((String) value).getBytes(StandardCharsets.UTF_8);
        out.write(value instanceof String ? 0x7a : 0x5a);
        out.writeBytes(ByteBuffer.allocate(4).putInt(bytes.length).array());
        out.writeBytes(bytes);
    }
}
