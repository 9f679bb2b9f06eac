package org.headgate.profile.ble;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.headgate.api.message.Message;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.ble.BleAddress.Type;
import org.headgate.profile.json.DeviceTime;
import org.headgate.profile.json.StrictJson;
import org.jspecify.annotations.Nullable;

/**
 * One advert as one reporter heard it.
 *
 * @param address whom it came from, where the reporter tells
 * @param rssi how strong it was, in dBm
 * @param at when the reporter heard it, in seconds since the epoch, where it tells a time that can be right
 * @param told the whole report
 */
public record BleReport(
        Reporter reporter,
        Optional<BleAddress> address,
        Advert advert,
        OptionalInt rssi,
        OptionalDouble at,
        ObjectNode told) {
    private static final int BTHOME = 0xfcd2;

    /**
     * Empty where the topic is of no reporter, or the message reports no advert.
     *
     * @throws MalformedPayload {@code not_json}, {@code not_object}, {@code too_large}, {@code not_hex}, {@code not_bytes}, {@code advert_truncated}
     */
    public static Optional<BleReport> of(Message message) throws MalformedPayload {
        Optional<Reporter> reporter = Reporter.of(message);
        if (reporter.isEmpty() || message.payload().length == 0) {
            return Optional.empty();
        }
        ObjectNode told = StrictJson.object(message.payload());
        return switch (reporter.get()) {
            case OPEN_MQTT_GATEWAY -> Optional.of(openMqttGateway(told));
            case RUUVI_GATEWAY -> ruuviGateway(message, told);
            case TASMOTA -> tasmota(told);
            case SHELLY_SCRIPT -> shelly(message, told);
        };
    }

    private static BleReport openMqttGateway(ObjectNode told) throws MalformedPayload {
        Type type =
                told.path("mac_type").isInt() ? Type.of(told.path("mac_type").intValue()) : Type.UNTOLD;
        Optional<BleAddress> address = BleAddress.parse(told.path("id").asText(), type)
                .or(() -> BleAddress.parse(told.path("mac").asText(), type));
        Advert advert = Advert.of(
                uuid(told.path("servicedatauuid").asText()),
                bytes(told, "servicedata"),
                bytes(told, "manufacturerdata"),
                told.path("name").textValue());
        return new BleReport(
                Reporter.OPEN_MQTT_GATEWAY, address, advert, strength(told.path("rssi")), OptionalDouble.empty(), told);
    }

    private static Optional<BleReport> ruuviGateway(Message message, ObjectNode told) throws MalformedPayload {
        byte[] data = bytes(told, "data");
        return data == null
                ? Optional.empty()
                : Optional.of(new BleReport(
                        Reporter.RUUVI_GATEWAY,
                        Reporter.tag(message.address()),
                        Advert.parse(data),
                        strength(told.path("rssi")),
                        DeviceTime.of(told.path("ts").asDouble(), message.receivedAt()),
                        told));
    }

    /** {@code {"DetailsBLE":{"mac":"A4C1388D18B2/1","a":"alias","RSSI":-60,"p":"0201…"}}}; the type of the address is told only where it is not public. */
    private static Optional<BleReport> tasmota(ObjectNode told) throws MalformedPayload {
        if (!(told.path("DetailsBLE") instanceof ObjectNode details)) {
            return Optional.empty();
        }
        byte[] data = bytes(details, "p");
        String[] mac = details.path("mac").asText().split("/", 2);
        Type type =
                mac.length == 1 ? Type.PUBLIC : mac[1].length() == 1 ? Type.of(mac[1].charAt(0) - '0') : Type.UNTOLD;
        return data == null
                ? Optional.empty()
                : Optional.of(new BleReport(
                        Reporter.TASMOTA,
                        BleAddress.parse(mac[0], type),
                        Advert.parse(data),
                        strength(details.path("RSSI")),
                        OptionalDouble.empty(),
                        told));
    }

    /** {@code {"addr":"a4:c1:…","rssi":-60,"time":1700000000000,"data":[64,2,…]}} */
    private static Optional<BleReport> shelly(Message message, ObjectNode told) throws MalformedPayload {
        if (!(told.path("data") instanceof ArrayNode array)) {
            return Optional.empty();
        }
        byte[] data = new byte[array.size()];
        for (int i = 0; i < data.length; i++) {
            JsonNode octet = array.get(i);
            if (!octet.isInt() || octet.intValue() >>> 8 != 0) {
                throw new MalformedPayload("not_bytes", "member " + i + " of data is no number from 0 to 255");
            }
            data[i] = (byte) octet.intValue();
        }
        return Optional.of(new BleReport(
                Reporter.SHELLY_SCRIPT,
                BleAddress.parse(told.path("addr").asText(), Type.UNTOLD),
                Advert.of(BTHOME, data, null, null),
                strength(told.path("rssi")),
                DeviceTime.of(told.path("time").asDouble() / 1000, message.receivedAt()),
                told));
    }

    private static byte @Nullable [] bytes(ObjectNode told, String field) throws MalformedPayload {
        return told.path(field).isTextual() ? Hex.parse(field, told.path(field).textValue()) : null;
    }

    /** Four digits, with {@code 0x} before them, with four zeroes before them, or with the rest of a UUID of 128 bits behind them; null for others. */
    private static @Nullable Integer uuid(String text) {
        String digits = text.startsWith("0x") ? text.substring(2) : text;
        digits = digits.length() > 8 && digits.charAt(8) == '-' ? digits.substring(0, 8) : digits;
        digits = digits.length() == 8 && digits.startsWith("0000") ? digits.substring(4) : digits;
        if (digits.length() != 4) {
            return null;
        }
        try {
            return Integer.parseUnsignedInt(digits, 16);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static OptionalInt strength(JsonNode rssi) {
        boolean plausible = rssi.isInt() && rssi.intValue() > -128 && rssi.intValue() < 127;
        return plausible ? OptionalInt.of(rssi.intValue()) : OptionalInt.empty();
    }
}
