package org.headgate.profile.bthome.internal;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.MalformedPayload;

/** Reads objects one after the other. The first of a name bears it, the next ones {@code name.2}, {@code name.3}, whatever their object ids are. */
final class BthomeObjects {
    private static final Map<Integer, String> PRESSES = Map.of(
            1, "press",
            2, "double_press",
            3, "triple_press",
            4, "long_press",
            5, "long_double_press",
            6, "long_triple_press",
            0x80, "hold_press");
    private static final Map<Integer, String> TURNS = Map.of(1, "rotate_left", 2, "rotate_right");

    private final Map<String, Integer> counts = new HashMap<>();
    private final Decoded.Builder decoded;
    private final byte[] body;
    private int at;

    private BthomeObjects(byte[] body, Decoded.Builder decoded) {
        this.body = body;
        this.decoded = decoded;
    }

    /**
     * Stops at an object that the format does not have, since its length is not known; what stands before it counts.
     *
     * @throws MalformedPayload {@code object_unknown} where it is the first; {@code truncated}, {@code flag_invalid}, {@code not_utf8}
     */
    static void read(byte[] body, Decoded.Builder decoded) throws MalformedPayload {
        BthomeObjects objects = new BthomeObjects(body, decoded);
        while (objects.at < body.length) {
            int id = body[objects.at] & 0xff;
            Optional<BthomeObject> object = BthomeObject.of(id);
            if (object.isPresent()) {
                objects.at++;
                objects.value(object.get());
            } else if (objects.at == 0) {
                throw new MalformedPayload("object_unknown", String.format("there is no object 0x%02x", id));
            } else {
                return;
            }
        }
    }

    /** What a button that sends this number was told; empty for none, and for what the format does not have. */
    static Optional<String> press(int event) {
        return Optional.ofNullable(PRESSES.get(event));
    }

    private void value(BthomeObject object) throws MalformedPayload {
        byte[] value = take(object.name(), object.length() == 0 ? take(object.name(), 1)[0] & 0xff : object.length());
        int count = counts.merge(object.name(), 1, Integer::sum);
        String name = count == 1 ? object.name() : object.name() + '.' + count;
        switch (object.form()) {
            case NUMBER -> number(name, object, value);
            case FLAG -> flag(name, value[0]);
            case BUTTON -> press(value[0] & 0xff).ifPresent(press -> decoded.text(name, press));
            case DIMMER -> dimmer(name, value);
            case TEXT -> text(name, value);
            case RAW -> decoded.data(name, value);
            case VERSION -> decoded.text(name, version(value));
        }
    }

    private void number(String name, BthomeObject object, byte[] value) throws MalformedPayload {
        long number = object.signed() ? value[value.length - 1] : value[value.length - 1] & 0xff;
        for (int i = value.length - 2; i >= 0; i--) {
            number = number << 8 | value[i] & 0xff;
        }
        String unit = object.scale().unit();
        decoded.number(name, unit.isEmpty() ? null : unit, object.scale().apply(number));
    }

    private void flag(String name, byte value) throws MalformedPayload {
        if (value != 0 && value != 1) {
            throw new MalformedPayload("flag_invalid", name + " is " + (value & 0xff) + ", and can be 0 or 1");
        }
        decoded.flag(name, value == 1);
    }

    private void dimmer(String name, byte[] value) {
        String turn = TURNS.get(value[0] & 0xff);
        if (turn != null) {
            decoded.text(name, turn).number(name + ".steps", null, value[1] & 0xff);
        }
    }

    private void text(String name, byte[] value) throws MalformedPayload {
        try {
            decoded.text(
                    name,
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(value))
                            .toString());
        } catch (CharacterCodingException e) {
            throw new MalformedPayload("not_utf8", name + " is no text in UTF-8");
        }
    }

    /** The last byte is the highest part. */
    private static String version(byte[] value) {
        StringBuilder version = new StringBuilder();
        for (int i = value.length - 1; i >= 0; i--) {
            version.append(value[i] & 0xff).append(i == 0 ? "" : ".");
        }
        return version.toString();
    }

    private byte[] take(String name, int length) throws MalformedPayload {
        if (at + length > body.length) {
            throw new MalformedPayload(
                    "truncated", name + " has " + length + " bytes, and " + (body.length - at) + " are left");
        }
        byte[] taken = Arrays.copyOfRange(body, at, at + length);
        at += length;
        return taken;
    }
}
