package org.headgate.coverage.internal;

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

/** Reads contributions: sightings and places of receivers as profiles make them, and announcements of beacons. */
final class Packs {
    private static final Told NOTHING = new Told.Nothing();
    private static final Payload EMPTY = Payload.of(new byte[0]);
    private static final double LARGEST_UNSIGNED_32 = 0xffff_ffffL;

    private Packs() {}

    /** @param announcer whether its measurements may announce beacons */
    static Told read(Contribution contribution, boolean announcer) {
        return switch (contribution.kind()) {
            case COVERAGE_SIGHTING -> heard(contribution);
            case AVAILABILITY -> located(contribution);
            case MEASUREMENT -> announcer ? announced(contribution) : NOTHING;
        };
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
                number(told, "rssi"),
                number(told, "snr"),
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

    private static Told announced(Contribution contribution) {
        Map<String, SenmlValue> told = told(contribution);
        if (!(told.get("beacon") instanceof SenmlValue.Data)) {
            return NOTHING;
        }
        Double entropy = number(told, "entropy");
        return new Told.Announced(
                payload(told, "beacon"),
                radio(told),
                number(told, "power"),
                time(contribution),
                entropy == null ? null : Long.valueOf(millis(entropy)));
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
        return StrictMath.round(seconds * 1_000);
    }

    private static Payload payload(Map<String, SenmlValue> told, String quantity) {
        return told.get(quantity) instanceof SenmlValue.Data data ? Payload.of(data.value()) : EMPTY;
    }

    private static @Nullable Double number(Map<String, SenmlValue> told, String quantity) {
        return told.get(quantity) instanceof SenmlValue.Num number ? Double.valueOf(number.value()) : null;
    }

    private static int whole(Map<String, SenmlValue> told, String quantity) {
        Double number = number(told, quantity);
        return number == null || number < 0 || number > LARGEST_UNSIGNED_32 ? 0 : number.intValue();
    }

    private static @Nullable String text(Map<String, SenmlValue> told, String quantity) {
        return told.get(quantity) instanceof SenmlValue.Text text ? text.value() : null;
    }
}
