package org.headgate.profile.sparkplug.internal;

import java.util.ArrayList;
import java.util.List;
import org.headgate.api.profile.MalformedPayload;

/** What of a metric's properties matters here (Sparkplug 3.0 §6.4.6, §6.4.9). */
record Properties(String unit, boolean good) {
    static final Properties NONE = new Properties("", true);
    private static final int GOOD = 192;
    private static final int LONGEST_UNIT = 32;

    static Properties read(Proto proto, Budget budget) throws MalformedPayload {
        List<String> keys = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        while (proto.next()) {
            switch (proto.field()) {
                case 1 -> keys.add(proto.text());
                case 2 -> {
                    budget.take();
                    values.add(value(proto.message()));
                }
                default -> proto.skip();
            }
        }
        if (keys.size() != values.size()) {
            throw new MalformedPayload(
                    "properties_broken", keys.size() + " names of properties for " + values.size() + " values");
        }
        String unit = "";
        boolean good = true;
        for (int i = 0; i < keys.size(); i++) {
            if (keys.get(i).equalsIgnoreCase("engUnit") && values.get(i) instanceof String text) {
                unit = text.length() > LONGEST_UNIT ? "" : text.strip();
            } else if (keys.get(i).equals("Quality") && values.get(i) instanceof Long quality) {
                good = quality == GOOD;
            }
        }
        return new Properties(unit, good);
    }

    private static Object value(Proto proto) throws MalformedPayload {
        Object value = "";
        while (proto.next()) {
            switch (proto.field()) {
                case 3, 4 -> value = proto.number();
                case 8 -> value = proto.text();
                default -> proto.skip();
            }
        }
        return value;
    }
}
