package org.headgate.profile.ruuvi.internal;

import java.util.Optional;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.ble.BleAddress;
import org.headgate.profile.json.Scale;
import org.jspecify.annotations.Nullable;

/**
 * Ruuvi's manufacturer data (docs.ruuvi.com, Bluetooth advertisements). Numbers have the high byte first; the greatest unsigned and the smallest signed one
 * mean that there is no value.
 */
final class Frame {
    private static final Scale TEMPERATURE = Scale.of("Cel", "0.005");
    private static final Scale HUMIDITY = Scale.of("%RH", "0.0025");
    private static final Scale ACCELERATION = Scale.of("m/s2", "0.00980665");
    private static final Scale MILLIVOLT = Scale.of("V", "0.001");
    private static final Scale PARTICLES = Scale.of("ug/m3", "0.1");
    private static final Scale LUX = Scale.of("lx", "0.01");
    private static final int LEAST_PRESSURE = 50_000;
    private static final int ADDRESS_BYTES = 6;
    /** ln(65536) / 254: a step of format 6's logarithmic light. */
    private static final double LIGHT_STEP = Math.log(65536) / 254;

    private final byte[] data;
    private final int format;

    private Frame(byte[] data, int format) {
        this.data = data;
        this.format = format;
    }

    /** @throws MalformedPayload {@code format_unknown} or {@code truncated} */
    static Frame parse(byte[] data) throws MalformedPayload {
        if (data.length == 0) {
            throw new MalformedPayload("truncated", "manufacturer data without a byte");
        }
        int format = data[0] & 0xff;
        int length = switch (format) {
            case 3 -> 14;
            case 5 -> 24;
            case 6 -> 20;
            case 0xc5 -> 18;
            case 0xe1 -> 40;
            default ->
                throw new MalformedPayload(
                        "format_unknown", String.format("data format %02X; 03, 05, 06, C5 and E1 are read", format));
        };
        if (data.length < length) {
            throw new MalformedPayload(
                    "truncated",
                    String.format("data format %02X has %d bytes, and %d are there", format, length, data.length));
        }
        return new Frame(data, format);
    }

    /** What it says of the device's address: the whole in formats 5, C5 and E1. */
    Optional<BleAddress> address() {
        int at = switch (format) {
            case 5 -> 18;
            case 0xc5 -> 12;
            case 0xe1 -> 34;
            default -> -1;
        };
        if (at < 0) {
            return Optional.empty();
        }
        long value = 0;
        for (int i = 0; i < ADDRESS_BYTES; i++) {
            value = value << 8 | data[at + i] & 0xff;
        }
        return BleAddress.of(value, BleAddress.Type.UNTOLD);
    }

    String model() {
        return format == 6 || format == 0xe1 ? "Ruuvi Air" : "RuuviTag";
    }

    void read(Decoded.Builder decoded) throws MalformedPayload {
        switch (format) {
            case 3 -> format3(decoded);
            case 5 -> format5(decoded);
            case 6 -> format6(decoded);
            case 0xc5 -> formatC5(decoded);
            default -> formatE1(decoded);
        }
    }

    private void format3(Decoded.Builder decoded) throws MalformedPayload {
        int whole = data[2] & 0x7f;
        int hundredths = (whole * 100 + (data[3] & 0xff)) * (data[2] < 0 ? -1 : 1);
        decoded.number("temperature", "Cel", Scale.of("Cel", "0.01").apply(hundredths));
        decoded.number("humidity", "%RH", Scale.of("%RH", "0.5").apply(data[1] & 0xff));
        decoded.number("pressure", "Pa", unsigned(4, 2) + LEAST_PRESSURE);
        acceleration(decoded, 6, false);
        decoded.number("battery_voltage", "V", MILLIVOLT.apply(unsigned(12, 2)));
    }

    private void format5(Decoded.Builder decoded) throws MalformedPayload {
        climate(decoded);
        acceleration(decoded, 7, true);
        powerAndCounts(decoded, 13);
    }

    private void formatC5(Decoded.Builder decoded) throws MalformedPayload {
        climate(decoded);
        powerAndCounts(decoded, 7);
    }

    private void format6(Decoded.Builder decoded) throws MalformedPayload {
        climate(decoded);
        unsigned(decoded, "pm25", PARTICLES, 7, 2);
        indexes(decoded, 9, 16);
        int light = data[13] & 0xff;
        if (light != 0xff) {
            decoded.number("illuminance", "lx", Math.round((Math.exp(light * LIGHT_STEP) - 1) * 100) / 100.0);
        }
        decoded.number("sequence", null, data[15] & 0xff);
        decoded.flag("calibrating", (data[16] & 1) != 0);
    }

    private void formatE1(Decoded.Builder decoded) throws MalformedPayload {
        climate(decoded);
        unsigned(decoded, "pm1", PARTICLES, 7, 2);
        unsigned(decoded, "pm25", PARTICLES, 9, 2);
        unsigned(decoded, "pm4", PARTICLES, 11, 2);
        unsigned(decoded, "pm10", PARTICLES, 13, 2);
        indexes(decoded, 15, 28);
        unsigned(decoded, "illuminance", LUX, 19, 3);
        unsigned(decoded, "sequence", null, 25, 3);
        decoded.flag("calibrating", (data[28] & 1) != 0);
    }

    /** Temperature, humidity and pressure, which are the same in all but format 3. */
    private void climate(Decoded.Builder decoded) throws MalformedPayload {
        signed(decoded, "temperature", TEMPERATURE, 1);
        unsigned(decoded, "humidity", HUMIDITY, 3, 2);
        int pressure = unsigned(5, 2);
        if (pressure != 0xffff) {
            decoded.number("pressure", "Pa", pressure + LEAST_PRESSURE);
        }
    }

    private void acceleration(Decoded.Builder decoded, int at, boolean mayMiss) throws MalformedPayload {
        for (int i = 0; i < 3; i++) {
            String name = "acceleration." + (char) ('x' + i);
            if (mayMiss) {
                signed(decoded, name, ACCELERATION, at + 2 * i);
            } else {
                decoded.number(name, "m/s2", ACCELERATION.apply((short) unsigned(at + 2 * i, 2)));
            }
        }
    }

    /** Eleven bits of voltage above 1.6 V and five of sending power, then the counts of movements and measurements. */
    private void powerAndCounts(Decoded.Builder decoded, int at) throws MalformedPayload {
        int power = unsigned(at, 2);
        if (power >> 5 != 0x7ff) {
            decoded.number("battery_voltage", "V", MILLIVOLT.apply((power >> 5) + 1600));
        }
        if ((power & 0x1f) != 0x1f) {
            decoded.number("tx_power", "dBm", (power & 0x1f) * 2 - 40);
        }
        unsigned(decoded, "movements", null, at + 2, 1);
        unsigned(decoded, "sequence", null, at + 3, 2);
    }

    /** CO2, and two indexes of nine bits, whose lowest ones are in the flags. */
    private void indexes(Decoded.Builder decoded, int at, int flags) throws MalformedPayload {
        unsigned(decoded, "co2", Scale.of("ppm"), at, 2);
        int voc = (data[at + 2] & 0xff) << 1 | data[flags] >> 6 & 1;
        int nox = (data[at + 3] & 0xff) << 1 | data[flags] >> 7 & 1;
        if (voc != 0x1ff) {
            decoded.number("voc", null, voc);
        }
        if (nox != 0x1ff) {
            decoded.number("nox", null, nox);
        }
    }

    private void signed(Decoded.Builder decoded, String name, Scale scale, int at) throws MalformedPayload {
        short value = (short) unsigned(at, 2);
        if (value != Short.MIN_VALUE) {
            decoded.number(name, scale.unit(), scale.apply(value));
        }
    }

    private void unsigned(Decoded.Builder decoded, String name, @Nullable Scale scale, int at, int length)
            throws MalformedPayload {
        int value = unsigned(at, length);
        if (value == (1 << 8 * length) - 1) {
            return;
        }
        if (scale == null) {
            decoded.number(name, null, value);
        } else {
            decoded.number(name, scale.unit(), scale.apply(value));
        }
    }

    private int unsigned(int at, int length) {
        int value = 0;
        for (int i = 0; i < length; i++) {
            value = value << 8 | data[at + i] & 0xff;
        }
        return value;
    }
}
