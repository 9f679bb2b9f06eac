package org.headgate.profile.ble;

import java.util.Optional;
import org.headgate.api.profile.Decoded;
import org.jspecify.annotations.Nullable;

/** What an advert says that is made to be heard by all: iBeacon, AltBeacon (altbeacon.org), Eddystone (github.com/google/eddystone). */
public sealed interface Beacon {

    /** What it calls itself, whatever address it comes from, for example {@code ibeacon/<32 digits>/<major>/<minor>}; null where it has no name of its own. */
    @Nullable
    String name();

    /** Which kind of frame, as a sighting tells it. */
    String frame();

    /** Adds to a sighting what the frame says. */
    void add(Decoded.Builder sighting);

    /** @param uuid 32 hexadecimal digits @param power what is heard at 1 m, in dBm, or null */
    record IBeacon(
            String uuid, int major, int minor, @Nullable Integer power) implements Beacon {
        @Override
        public String name() {
            return "ibeacon/" + uuid + '/' + major + '/' + minor;
        }

        @Override
        public String frame() {
            return "ibeacon";
        }

        @Override
        public void add(Decoded.Builder sighting) {
            sighting.text("uuid", uuid).number("major", null, major).number("minor", null, minor);
            if (power != null) {
                sighting.number("power_1m", "dBm", power);
            }
        }
    }

    /** @param id 40 hexadecimal digits @param power what is heard at 1 m, in dBm */
    record AltBeacon(String id, int power) implements Beacon {
        @Override
        public String name() {
            return "altbeacon/" + id;
        }

        @Override
        public String frame() {
            return "altbeacon";
        }

        @Override
        public void add(Decoded.Builder sighting) {
            sighting.text("beacon_id", id).number("power_1m", "dBm", power);
        }
    }

    /** @param namespace 20 hexadecimal digits @param instance 12 @param power what is heard at 0 m, in dBm */
    record EddystoneUid(String namespace, String instance, int power) implements Beacon {
        @Override
        public String name() {
            return "eddystone/" + namespace + instance;
        }

        @Override
        public String frame() {
            return "eddystone-uid";
        }

        @Override
        public void add(Decoded.Builder sighting) {
            sighting.text("namespace", namespace).text("instance", instance).number("power_0m", "dBm", power);
        }
    }

    /** Changes by itself; who has the beacon's key knows whose it is. @param id 16 hexadecimal digits @param power what is heard at 0 m, in dBm */
    record EddystoneEid(String id, int power) implements Beacon {
        @Override
        public String name() {
            return "eddystone-eid/" + id;
        }

        @Override
        public String frame() {
            return "eddystone-eid";
        }

        @Override
        public void add(Decoded.Builder sighting) {
            sighting.text("eid", id).number("power_0m", "dBm", power);
        }
    }

    /** Many may send the same: it is nobody's name. @param power what is heard at 0 m, in dBm */
    record EddystoneUrl(String url, int power) implements Beacon {
        @Override
        public @Nullable String name() {
            return null;
        }

        @Override
        public String frame() {
            return "eddystone-url";
        }

        @Override
        public void add(Decoded.Builder sighting) {
            sighting.text("url", url).number("power_0m", "dBm", power);
        }
    }

    /** How a beacon does, by the 14 bytes of the frame. */
    record EddystoneTlm(byte[] data) implements Beacon {
        private static final int NO_TEMPERATURE = 0x8000;

        @Override
        public @Nullable String name() {
            return null;
        }

        @Override
        public String frame() {
            return "eddystone-tlm";
        }

        @Override
        public void add(Decoded.Builder sighting) {
            int millivolts = Hex.number(data, 2, 2, false);
            int temperature = Hex.number(data, 4, 2, false);
            if (millivolts != 0) {
                sighting.number("battery_voltage", "V", millivolts / 1000.0);
            }
            if (temperature != NO_TEMPERATURE) {
                sighting.number("temperature", "Cel", (short) temperature / 256.0);
            }
            sighting.number("adverts", "count", Integer.toUnsignedLong(Hex.number(data, 6, 4, false)))
                    .number("uptime", "s", Integer.toUnsignedLong(Hex.number(data, 10, 4, false)) / 10.0);
        }
    }

    /** Of what is told in both ways the name counts. */
    static Optional<Beacon> of(Advert advert) {
        return Beacons.apple(advert).or(() -> Beacons.alt(advert)).or(() -> Beacons.eddystone(advert));
    }
}
