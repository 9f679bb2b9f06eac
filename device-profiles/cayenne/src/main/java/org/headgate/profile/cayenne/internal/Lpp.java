package org.headgate.profile.cayenne.internal;

import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.MalformedPayload;

/** Cayenne Low Power Payload: for each value its channel, its type, its data. */
final class Lpp {

    private Lpp() {}

    /**
     * Adds {@code <name>.<channel>} for each value.
     *
     * @throws MalformedPayload {@code lpp_type_unknown}, {@code lpp_cut_off}, {@code position_out_of_range}
     */
    static void add(Decoded.Builder decoded, byte[] payload) throws MalformedPayload {
        int at = 0;
        while (at < payload.length) {
            if (at + 1 == payload.length) {
                throw new MalformedPayload("lpp_cut_off", "a channel without a type at byte " + at);
            }
            int channel = payload[at] & 0xff;
            int number = payload[at + 1] & 0xff;
            LppType type = LppType.of(number);
            if (type == null) {
                throw new MalformedPayload(
                        "lpp_type_unknown",
                        "type " + number + " at byte " + (at + 1)
                                + " is none of Cayenne LPP: is it what the device speaks?");
            }
            if (at + 2 + type.size() > payload.length) {
                throw new MalformedPayload(
                        "lpp_cut_off",
                        type.name() + " at byte " + at + " has " + (payload.length - at - 2) + " bytes of "
                                + type.size());
            }
            add(decoded, type, channel, payload, at + 2);
            at += 2 + type.size();
        }
    }

    private static void add(Decoded.Builder decoded, LppType type, int channel, byte[] payload, int from)
            throws MalformedPayload {
        int at = from;
        for (LppType.Field field : type.fields()) {
            double value = field.scale().apply(integer(payload, at, field));
            at += field.size();
            if (field.suffix().equals("latitude") && Math.abs(value) > 90
                    || field.suffix().equals("longitude") && Math.abs(value) > 180) {
                throw new MalformedPayload("position_out_of_range", "a " + field.suffix() + " of " + value);
            }
            String quantity = type.name() + '.' + channel;
            decoded.number(field.suffix().isEmpty() ? quantity : quantity + '.' + field.suffix(), field.unit(), value);
        }
    }

    private static long integer(byte[] payload, int at, LppType.Field field) {
        long value = field.signed() ? payload[at] : payload[at] & 0xff;
        for (int i = 1; i < field.size(); i++) {
            value = value << 8 | payload[at + i] & 0xff;
        }
        return value;
    }
}
