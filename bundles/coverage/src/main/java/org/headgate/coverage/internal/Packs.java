package org.headgate.coverage.internal;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.headgate.api.journal.Contribution;
import org.headgate.api.profile.DeviceUrn;
import org.headgate.coverage.Payload;
import org.headgate.coverage.Place;
import org.headgate.coverage.Radio;
import org.headgate.senml.SenmlRecord;
import org.headgate.senml.SenmlValue;
import org.jspecify.annotations.Nullable;

/**
 * Reads contributions: sightings, places of receivers and beacons that gateways sent, as profiles make them, and announcements of other beacons. Numbers that no radio
 * gives, texts and payloads that no frame holds are as if they were not told.
 */
final class Packs {
    private static final Told NOTHING = new Told.Nothing();
    private static final Payload EMPTY = Payload.of(new byte[0]);
    private static final byte[] BEACON_PROOF = "beacon.proof".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ACCURACY = "accuracy".getBytes(StandardCharsets.US_ASCII);
    private static final double LARGEST_UNSIGNED_32 = 0xffff_ffffL;
    private static final double LARGEST_LEVEL = 400;
    private static final double LARGEST_SECONDS = 1e11;
    private static final int LONGEST_PAYLOAD = 1_024;
    private static final int LONGEST_TEXT = 255;
    private static final int LONGEST_URN = 400;

    private Packs() {}

    /** @param announcer whether its measurements may announce beacons */
    static Told read(Contribution contribution, boolean announcer) {
        if (contribution.device().length() > LONGEST_URN) {
            return NOTHING;
        }
        return switch (contribution.kind()) {
            case COVERAGE_SIGHTING -> heard(contribution);
            case AVAILABILITY -> located(contribution);
            case MEASUREMENT -> measured(contribution, announcer);
        };
    }

    /** Most measurements are not looked into: what matters here is seen by a name in the bytes. */
    private static Told measured(Contribution contribution, boolean announcer) {
        if (announcer) {
            return announced(contribution);
        }
        if (!contribution.adopted()) {
            return NOTHING;
        }
        if (holds(contribution.pack(), BEACON_PROOF)) {
            return sent(contribution);
        }
        return holds(contribution.pack(), ACCURACY) ? placed(contribution) : NOTHING;
    }

    private static Told heard(Contribution contribution) {
        Map<String, SenmlValue> told = told(contribution);
        if ("wrong".equals(text(told, "crc"))) {
            return new Told.Broken();
        }
        return new Told.Heard(
                contribution.device(),
                transmitter(told),
                payload(told, "payload"),
                radio(told),
                level(told, "rssi"),
                level(told, "snr"),
                time(contribution));
    }

    private static Told located(Contribution contribution) {
        Map<String, SenmlValue> told = told(contribution);
        Double latitude = number(told, "lat");
        Double longitude = number(told, "lon");
        if (latitude == null || longitude == null || Math.abs(latitude) > 90 || Math.abs(longitude) > 180) {
            return NOTHING;
        }
        return new Told.Located(contribution.device(), new Place(latitude, longitude));
    }

    /** Of a gateway on this machine: other things that move tell no {@code source}. */
    private static Told placed(Contribution contribution) {
        Map<String, SenmlValue> told = told(contribution);
        return number(told, "accuracy") != null && text(told, "source") != null ? located(contribution) : NOTHING;
    }

    private static Told sent(Contribution contribution) {
        Map<String, SenmlValue> told = told(contribution);
        Payload payload = payload(told, "payload");
        if (payload.isEmpty() || !(told.get("beacon.proof") instanceof SenmlValue.Data)) {
            return NOTHING;
        }
        return new Told.Sent(
                payload, radio(told), level(told, "eirp"), time(contribution), seconds(told, "beacon.started"));
    }

    private static Told announced(Contribution contribution) {
        Map<String, SenmlValue> told = told(contribution);
        Payload payload = payload(told, "beacon");
        return payload.isEmpty()
                ? NOTHING
                : new Told.Announced(
                        payload, radio(told), level(told, "power"), time(contribution), seconds(told, "entropy"));
    }

    private static @Nullable Long seconds(Map<String, SenmlValue> told, String quantity) {
        Double seconds = number(told, quantity);
        return seconds == null ? null : Long.valueOf(millis(seconds));
    }

    /** What the frame says of its sender: an EUI, an address in the network, or a name. */
    private static @Nullable String transmitter(Map<String, SenmlValue> told) {
        String eui = text(told, "dev_eui");
        if (eui != null && eui.matches("[0-9a-f]{16}")) {
            return DeviceUrn.mac(eui);
        }
        String address = text(told, "dev_addr");
        return address == null ? text(told, "transmitter") : DeviceUrn.named("lora", address);
    }

    private static Radio radio(Map<String, SenmlValue> told) {
        Double frequency = number(told, "freq");
        return new Radio(
                frequency == null || frequency < 0 ? 0 : frequency.longValue(), whole(told, "sf"), whole(told, "bw"));
    }

    private static Map<String, SenmlValue> told(Contribution contribution) {
        String prefix = contribution.device() + ":";
        List<SenmlRecord> records = contribution.senml().records();
        Map<String, SenmlValue> told = new HashMap<>(2 * records.size());
        for (SenmlRecord record : records) {
            if (record.value() != null && record.name().startsWith(prefix)) {
                told.putIfAbsent(record.name().substring(prefix.length()), record.value());
            }
        }
        return told;
    }

    private static long time(Contribution contribution) {
        return millis(contribution.senml().records().get(0).time());
    }

    private static long millis(double seconds) {
        return StrictMath.round(1_000 * Math.max(-LARGEST_SECONDS, Math.min(LARGEST_SECONDS, seconds)));
    }

    private static Payload payload(Map<String, SenmlValue> told, String quantity) {
        return told.get(quantity) instanceof SenmlValue.Data data && data.value().length <= LONGEST_PAYLOAD
                ? Payload.of(data.value())
                : EMPTY;
    }

    private static @Nullable Double number(Map<String, SenmlValue> told, String quantity) {
        return told.get(quantity) instanceof SenmlValue.Num number ? Double.valueOf(number.value()) : null;
    }

    private static @Nullable Double level(Map<String, SenmlValue> told, String quantity) {
        Double level = number(told, quantity);
        return level == null || !(Math.abs(level) <= LARGEST_LEVEL) ? null : level;
    }

    private static int whole(Map<String, SenmlValue> told, String quantity) {
        Double number = number(told, quantity);
        return number == null || number < 0 || number > LARGEST_UNSIGNED_32 ? 0 : number.intValue();
    }

    private static @Nullable String text(Map<String, SenmlValue> told, String quantity) {
        return told.get(quantity) instanceof SenmlValue.Text text
                        && text.value().length() <= LONGEST_TEXT
                ? text.value()
                : null;
    }

    private static boolean holds(byte[] bytes, byte[] name) {
        for (int from = bytes.length - name.length; from >= 0; from--) {
            int same = 0;
            while (same < name.length && bytes[from + same] == name[same]) {
                same++;
            }
            if (same == name.length) {
                return true;
            }
        }
        return false;
    }
}
