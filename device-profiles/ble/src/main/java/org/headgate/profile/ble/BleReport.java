package org.headgate.profile.ble;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.regex.Pattern;
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
 * @param beacon what it says that is made to be heard by all
 * @param rssi how strong it was, in dBm
 * @param power with how much the device says to send, in dBm
 * @param channel on which it was heard, 0 to 39
 * @param at when the reporter heard it, in seconds since the epoch, where it tells a time that can be right
 * @param told the whole report; empty where it is one of several in a message
 */
public record BleReport(
        Optional<BleAddress> address,
        Advert advert,
        Optional<Beacon> beacon,
        OptionalInt rssi,
        OptionalInt power,
        OptionalInt channel,
        OptionalDouble at,
        ObjectNode told) {
    private static final int BTHOME = 0xfcd2;
    private static final int LAST_CHANNEL = 39;
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{32}");

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

    /**
     * One of those that a message lists.
     *
     * @param data advertising data and scan response, either may be empty
     * @throws MalformedPayload as {@link Advert#parse(byte[])}
     */
    public static BleReport of(String address, byte[] data, byte[] scanResponse, OptionalInt rssi, OptionalDouble at)
            throws MalformedPayload {
        Advert advert = Advert.parse(data, scanResponse);
        return plain(BleAddress.parse(address, Type.UNTOLD), advert, rssi, at, JsonNodeFactory.instance.objectNode());
    }

    /** The same, from the address that the device tells in its data. */
    public BleReport from(BleAddress device) {
        return new BleReport(Optional.of(device), advert, beacon, rssi, power, channel, at, told);
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
        Optional<Beacon> decoded = ibeacon(told);
        OptionalInt power = decoded.isPresent() ? OptionalInt.empty() : strength(told.path("txpower"));
        return new BleReport(
                address,
                advert,
                decoded.or(() -> Beacon.of(advert)),
                strength(told.path("rssi")),
                power,
                OptionalInt.empty(),
                OptionalDouble.empty(),
                told);
    }

    /** Where the gateway has decoded it. */
    private static Optional<Beacon> ibeacon(ObjectNode told) {
        String uuid = told.path("uuid").asText().toLowerCase(Locale.ROOT).replace("-", "");
        boolean whole = told.path("model_id").asText().equals("IBEACON")
                && is16(told.path("major"))
                && is16(told.path("minor"))
                && UUID.matcher(uuid).matches();
        OptionalInt power = strength(told.path("txpower"));
        return whole
                ? Optional.of(new Beacon.IBeacon(
                        uuid,
                        told.get("major").intValue(),
                        told.get("minor").intValue(),
                        power.isPresent() ? Integer.valueOf(power.getAsInt()) : null))
                : Optional.empty();
    }

    private static boolean is16(JsonNode number) {
        return number.isInt() && number.intValue() >>> 16 == 0;
    }

    private static Optional<BleReport> ruuviGateway(Message message, ObjectNode told) throws MalformedPayload {
        byte[] data = bytes(told, "data");
        if (data == null) {
            return Optional.empty();
        }
        Advert advert = Advert.parse(data);
        JsonNode channel = told.path("ble_chan");
        OptionalInt power = strength(told.path("ble_tx_power"));
        return Optional.of(new BleReport(
                Reporter.tag(message.address()),
                advert,
                Beacon.of(advert),
                strength(told.path("rssi")),
                power.isPresent() ? power : advert.power(),
                channel.isInt() && channel.intValue() >= 0 && channel.intValue() <= LAST_CHANNEL
                        ? OptionalInt.of(channel.intValue())
                        : OptionalInt.empty(),
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
                : Optional.of(plain(
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
        return Optional.of(plain(
                BleAddress.parse(told.path("addr").asText(), Type.UNTOLD),
                Advert.of(BTHOME, data, null, null),
                strength(told.path("rssi")),
                DeviceTime.of(told.path("time").asDouble() / 1000, message.receivedAt()),
                told));
    }

    /** All else that may be told is in the advert. */
    private static BleReport plain(
            Optional<BleAddress> address, Advert advert, OptionalInt rssi, OptionalDouble at, ObjectNode told) {
        return new BleReport(address, advert, Beacon.of(advert), rssi, advert.power(), OptionalInt.empty(), at, told);
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

    /** In dBm, where it can be right; 127 means that it is not known (Bluetooth Core 5.4, volume 4 part E §7.7.65.2). */
    public static OptionalInt strength(JsonNode rssi) {
        boolean plausible = rssi.isInt() && rssi.intValue() > -128 && rssi.intValue() < 127;
        return plausible ? OptionalInt.of(rssi.intValue()) : OptionalInt.empty();
    }
}
