package org.headgate.profile.ble;

import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * A name that an advert carries in itself, whatever address it comes from: iBeacon, AltBeacon, Eddystone-UID.
 *
 * @param name for example {@code ibeacon/<32 digits>/<major>/<minor>}
 * @param power what is told of the sending power, in dBm: for iBeacon and AltBeacon at 1 m, for Eddystone at 0 m
 */
public record Beacon(String name, int power) {
    private static final int APPLE = 0x004c;
    private static final int IBEACON = 0x0215;
    private static final int ALTBEACON = 0xbeac;
    private static final int EDDYSTONE = 0xfeaa;
    private static final HexFormat HEX = HexFormat.of();

    public static Optional<Beacon> of(Advert advert) {
        Optional<byte[]> apple = advert.manufacturer(APPLE).filter(data -> is(data, IBEACON, 23));
        if (apple.isPresent()) {
            byte[] data = apple.get();
            return Optional.of(ibeacon(
                    HEX.formatHex(data, 2, 18),
                    Hex.number(data, 18, 2, false),
                    Hex.number(data, 20, 2, false),
                    data[22]));
        }
        return alt(advert).or(() -> eddystone(advert));
    }

    /** @param uuid 32 hexadecimal digits */
    public static Beacon ibeacon(String uuid, int major, int minor, int power) {
        return new Beacon("ibeacon/" + uuid + '/' + major + '/' + minor, power);
    }

    private static Optional<Beacon> alt(Advert advert) {
        for (Map.Entry<Integer, byte[]> told : advert.manufacturers().entrySet()) {
            byte[] data = told.getValue();
            if (is(data, ALTBEACON, 24)) {
                return Optional.of(new Beacon("altbeacon/" + HEX.formatHex(data, 2, 22), data[22]));
            }
        }
        return Optional.empty();
    }

    private static Optional<Beacon> eddystone(Advert advert) {
        return advert.service(EDDYSTONE)
                .filter(data -> data.length >= 18 && data[0] == 0)
                .map(data -> new Beacon("eddystone/" + HEX.formatHex(data, 2, 18), data[1]));
    }

    private static boolean is(byte[] data, int begins, int length) {
        return data.length >= length && Hex.number(data, 0, 2, false) == begins;
    }
}
