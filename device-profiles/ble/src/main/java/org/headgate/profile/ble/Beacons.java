package org.headgate.profile.ble;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the beacon in an advert. */
final class Beacons {
    private static final int APPLE = 0x004c;
    private static final int IBEACON = 0x0215;
    private static final int ALTBEACON = 0xbeac;
    private static final int EDDYSTONE = 0xfeaa;
    private static final String[] SCHEMES = {"http://www.", "https://www.", "http://", "https://"};
    private static final String[] ENDINGS = {
        ".com/", ".org/", ".edu/", ".net/", ".info/", ".biz/", ".gov/", ".com", ".org", ".edu", ".net", ".info", ".biz",
        ".gov"
    };
    private static final int LONGEST_URL = 17;
    private static final HexFormat HEX = HexFormat.of();

    private Beacons() {}

    static Optional<Beacon> apple(Advert advert) {
        return advert.manufacturer(APPLE)
                .filter(data -> is(data, IBEACON, 23))
                .map(data -> new Beacon.IBeacon(
                        HEX.formatHex(data, 2, 18),
                        Hex.number(data, 18, 2, false),
                        Hex.number(data, 20, 2, false),
                        (int) data[22]));
    }

    static Optional<Beacon> alt(Advert advert) {
        for (Map.Entry<Integer, byte[]> told : advert.manufacturers().entrySet()) {
            byte[] data = told.getValue();
            if (is(data, ALTBEACON, 24)) {
                return Optional.of(new Beacon.AltBeacon(HEX.formatHex(data, 2, 22), data[22]));
            }
        }
        return Optional.empty();
    }

    static Optional<Beacon> eddystone(Advert advert) {
        byte[] data = advert.service(EDDYSTONE).orElse(new byte[0]);
        if (data.length == 0) {
            return Optional.empty();
        }
        return Optional.ofNullable(
                switch (data[0]) {
                    case 0x00 -> data.length < 18 ? null : uid(data);
                    case 0x10 -> url(data);
                    case 0x20 -> data.length < 14 || data[1] != 0 ? null : new Beacon.EddystoneTlm(data);
                    case 0x30 -> data.length < 10 ? null : new Beacon.EddystoneEid(HEX.formatHex(data, 2, 10), data[1]);
                    default -> null;
                });
    }

    private static Beacon uid(byte[] data) {
        return new Beacon.EddystoneUid(HEX.formatHex(data, 2, 12), HEX.formatHex(data, 12, 18), data[1]);
    }

    /** Null where a byte is none that the format has. */
    private static @Nullable Beacon url(byte[] data) {
        if (data.length < 3 || data.length > 3 + LONGEST_URL || data[2] < 0 || data[2] >= SCHEMES.length) {
            return null;
        }
        StringBuilder url = new StringBuilder(SCHEMES[data[2]]);
        for (int i = 3; i < data.length; i++) {
            if (data[i] >= 0 && data[i] < ENDINGS.length) {
                url.append(ENDINGS[data[i]]);
            } else if (data[i] > ' ' && data[i] < 0x7f) {
                url.append(new String(data, i, 1, StandardCharsets.US_ASCII));
            } else {
                return null;
            }
        }
        return new Beacon.EddystoneUrl(url.toString(), data[1]);
    }

    private static boolean is(byte[] data, int begins, int length) {
        return data.length >= length && Hex.number(data, 0, 2, false) == begins;
    }
}
