package org.headgate.profile.lorawan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.headgate.api.message.Message;
import org.headgate.api.profile.DeviceUrn;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.json.StrictJson;

/**
 * Data frames that the gateway heard and deciphered itself: transport {@code lora}, address {@code device/<DevEUI>/up}, a JSON object with {@code devEui},
 * {@code data} (Base64 of the deciphered FRMPayload), and, where known, {@code joinEui}, {@code devAddr}, {@code fPort}, {@code fCnt}, {@code confirmed},
 * {@code time} (RFC 3339), {@code frequency} (Hz), {@code dr}, {@code spreadingFactor}, {@code bandwidth} (Hz), {@code name}, {@code brand}, {@code model} and
 * {@code gateways}: {@code [{"id", "rssi", "snr"}]}.
 */
public final class LoraFrame {
    private static final Pattern ADDRESS = Pattern.compile("device/([0-9A-Fa-f]{16})/up");

    private LoraFrame() {}

    /** Whether a message is one by its transport and address. Cheap. */
    public static boolean is(Message message) {
        return message.transport().equals("lora")
                && ADDRESS.matcher(message.address()).matches();
    }

    /**
     * Reads one.
     *
     * @throws MalformedPayload {@code not_event} at another address, {@code not_json}, {@code not_object}, {@code too_large}, {@code field_invalid}, {@code
     *     field_missing}, {@code device_differs}, {@code number_out_of_range}
     */
    public static Uplink read(Message message) throws MalformedPayload {
        Matcher address = ADDRESS.matcher(message.address());
        if (!is(message) || !address.matches()) {
            throw new MalformedPayload("not_event", "the address is not that of a frame");
        }
        Fields frame = Fields.of(StrictJson.object(message.payload()));
        Integer fPort = frame.small("fPort", 0, 255);
        Long fCnt = frame.integer("fCnt", 0, 0xffff_ffffL);
        return new Uplink(
                device(frame, address.group(1).toLowerCase(Locale.ROOT)),
                fPort == null ? 0 : fPort,
                fCnt == null ? 0 : fCnt,
                frame.flag("confirmed"),
                frame.bytes("data"),
                radio(frame),
                frame.time("time", message.receivedAt()),
                null,
                null,
                null);
    }

    private static EndDevice device(Fields frame, String expected) throws MalformedPayload {
        String devEui = frame.hex("devEui", 16);
        if (devEui == null) {
            throw frame.missing("devEui");
        }
        if (!devEui.equals(expected)) {
            throw new MalformedPayload("device_differs", "devEui is not that of the address");
        }
        return new EndDevice(
                DeviceUrn.mac(devEui),
                devEui,
                frame.hex("joinEui", 16),
                frame.hex("devAddr", 8),
                frame.text("name"),
                null,
                null,
                frame.text("brand"),
                frame.text("model"),
                null,
                Map.of());
    }

    private static Radio radio(Fields frame) throws MalformedPayload {
        List<Reception> receptions = new ArrayList<>();
        for (Fields heard : frame.children("gateways")) {
            String gateway = heard.text("id");
            receptions.add(new Reception(gateway == null ? "" : gateway, heard.number("rssi"), heard.number("snr")));
        }
        return new Radio(
                frame.integer("frequency", 0, 0xffff_ffffL),
                frame.small("dr", 0, 15),
                frame.small("spreadingFactor", 5, 12),
                frame.small("bandwidth", 0, Integer.MAX_VALUE),
                receptions);
    }
}
