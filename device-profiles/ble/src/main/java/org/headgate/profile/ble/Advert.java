package org.headgate.profile.ble;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.headgate.api.profile.MalformedPayload;
import org.jspecify.annotations.Nullable;

/** What a device says to all: service data by UUID, manufacturer data by company, a name, the sending power. Where something is told twice, the first counts. */
public final class Advert {
    /** The most that chained extended advertising carries (Bluetooth Core 5.4, volume 6 part B §2.3.4.9). */
    private static final int LONGEST = 1650;

    private static final int SHORT_NAME = 0x08;
    private static final int NAME = 0x09;
    private static final int POWER = 0x0a;
    private static final int SERVICE_DATA_16 = 0x16;
    private static final int SERVICE_DATA_32 = 0x20;
    private static final int SERVICE_DATA_128 = 0x21;
    private static final int MANUFACTURER = 0xff;
    /** The last twelve bytes of 0000xxxx-0000-1000-8000-00805F9B34FB, low byte first. */
    private static final byte[] BASE_UUID = {
        (byte) 0xfb, 0x34, (byte) 0x9b, 0x5f, (byte) 0x80, 0, 0, (byte) 0x80, 0, 0x10, 0, 0
    };

    private final Map<Integer, byte[]> services = new HashMap<>(4);
    private final Map<Integer, byte[]> manufacturers = new HashMap<>(4);
    private @Nullable String name;
    private @Nullable Integer power;

    private Advert() {}

    /**
     * Advertising data: structures of length, type and data (Core Specification Supplement, part A). A length of zero ends them.
     *
     * @throws MalformedPayload {@code advert_truncated} where a structure is longer than what is left, or too short for its type; {@code too_large}
     */
    public static Advert parse(byte[] data) throws MalformedPayload {
        Advert advert = new Advert();
        advert.read(data);
        return advert;
    }

    /** The same, with what was asked for; of what both say the advert's counts. */
    public static Advert parse(byte[] data, byte[] scanResponse) throws MalformedPayload {
        Advert advert = parse(data);
        advert.read(scanResponse);
        return advert;
    }

    private void read(byte[] data) throws MalformedPayload {
        if (data.length > LONGEST) {
            throw new MalformedPayload("too_large", "an advert of " + data.length + " bytes, at most " + LONGEST);
        }
        int at = 0;
        while (at < data.length && data[at] != 0) {
            int length = data[at] & 0xff;
            if (at + 1 + length > data.length) {
                throw truncated("the structure at byte " + at + " says " + length + " bytes, and "
                        + (data.length - at - 1) + " are left");
            }
            structure(data[at + 1] & 0xff, Arrays.copyOfRange(data, at + 2, at + 1 + length));
            at += 1 + length;
        }
    }

    /** Of what a reporter has taken apart already. @param manufacturer begins with the company, low byte first */
    public static Advert of(
            @Nullable Integer serviceUuid,
            byte @Nullable [] service,
            byte @Nullable [] manufacturer,
            @Nullable String name)
            throws MalformedPayload {
        Advert advert = new Advert();
        if (serviceUuid != null && service != null) {
            advert.services.put(serviceUuid, service);
        }
        if (manufacturer != null) {
            advert.manufacturer(manufacturer);
        }
        advert.name = name;
        return advert;
    }

    /** What is told for a 16-bit service UUID, without the UUID. */
    public Optional<byte[]> service(int uuid) {
        return Optional.ofNullable(services.get(uuid));
    }

    /** What the company tells, without the company. @param company a company identifier of the Bluetooth SIG */
    public Optional<byte[]> manufacturer(int company) {
        return Optional.ofNullable(manufacturers.get(company));
    }

    Map<Integer, byte[]> manufacturers() {
        return manufacturers;
    }

    /** With how much the device says to send, in dBm. */
    public OptionalInt power() {
        return power == null ? OptionalInt.empty() : OptionalInt.of(power);
    }

    public Optional<String> name() {
        return Optional.ofNullable(name);
    }

    private void structure(int type, byte[] data) throws MalformedPayload {
        switch (type) {
            case SHORT_NAME, NAME -> name = name == null ? new String(data, StandardCharsets.UTF_8) : name;
            case POWER -> power = power == null && data.length == 1 ? Integer.valueOf(data[0]) : power;
            case SERVICE_DATA_16 -> service(data, 2);
            case SERVICE_DATA_32 -> service(data, 4);
            case SERVICE_DATA_128 -> service(data, 16);
            case MANUFACTURER -> manufacturer(data);
            default -> {}
        }
    }

    /** A UUID that has no 16-bit form is none that anything here asks for. */
    private void service(byte[] data, int uuidLength) throws MalformedPayload {
        if (data.length < uuidLength) {
            throw truncated("service data of " + data.length + " bytes, its UUID alone has " + uuidLength);
        }
        int base = uuidLength == 16 ? BASE_UUID.length : 0;
        boolean known = base == 0 || Arrays.equals(data, 0, base, BASE_UUID, 0, base);
        int uuid = Hex.number(data, base, uuidLength == 2 ? 2 : 4, true);
        if (known && uuid >>> 16 == 0) {
            services.putIfAbsent(uuid, Arrays.copyOfRange(data, uuidLength, data.length));
        }
    }

    private void manufacturer(byte[] data) throws MalformedPayload {
        if (data.length < 2) {
            throw truncated("manufacturer data of " + data.length + " bytes, its company alone has 2");
        }
        manufacturers.putIfAbsent(Hex.number(data, 0, 2, true), Arrays.copyOfRange(data, 2, data.length));
    }

    private static MalformedPayload truncated(String message) {
        return new MalformedPayload("advert_truncated", message);
    }
}
