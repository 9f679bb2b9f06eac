package org.headgate.feeds.internal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.headgate.api.feed.FeedDefinition;
import org.headgate.api.feed.FeedDefinition.Identity;
import org.headgate.api.journal.Contribution;
import org.headgate.senml.SenmlRecord;
import org.headgate.senml.SenmlValue;

/** What a derived feed lets through of a contribution: some quantities, a coarser place, another name. For one thread. */
final class Transform {
    private static final int NAMES_REMEMBERED = 4_096;
    private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

    private final FeedDefinition definition;
    private final Selection selection;
    private final Places places;
    private final byte[] secret;
    private final Map<String, String> names = new HashMap<>();

    /** @param records never with the device's own URN where the feed hides it */
    record Passed(String device, List<SenmlRecord> records) {}

    Transform(Feed.Rule rule, byte[] secret, Places places) {
        definition = rule.definition();
        selection = rule.selection();
        this.secret = secret;
        this.places = places;
    }

    Passed apply(Contribution contribution) {
        String urn = contribution.device();
        String device = name(urn);
        List<SenmlRecord> records = new ArrayList<>();
        for (SenmlRecord record : contribution.senml().records()) {
            String name = record.name();
            boolean own = name.equals(urn) || name.startsWith(urn + ":");
            if (selection.quantity(Selection.quantity(record, urn))
                    && (own || definition.identity() == Identity.KEEP)) {
                records.add(passed(record, own ? device + name.substring(urn.length()) : name));
            }
        }
        return new Passed(device, definition.coarsenTo() < 0 ? records : coarser(records));
    }

    private String name(String urn) {
        return switch (definition.identity()) {
            case KEEP -> urn;
            case DROP -> "urn:dev:ops:headgate-feed-" + definition.id();
            case PSEUDONYM -> {
                if (names.size() >= NAMES_REMEMBERED) {
                    names.clear();
                }
                yield names.computeIfAbsent(urn, real -> "urn:dev:ops:headgate-p-" + pseudonym(secret, real));
            }
        };
    }

    /** HMAC-SHA256 under the feed's secret, cut to 80 bits, in base32. */
    static String pseudonym(byte[] secret, String urn) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            byte[] hash = mac.doFinal(urn.getBytes(StandardCharsets.UTF_8));
            StringBuilder name = new StringBuilder(16);
            for (int i = 0; i < 16; i++) {
                name.append(BASE32.charAt(hash[i] & 31));
            }
            return name.toString();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Latitude and longitude of one fix become the centre of its cell; one without the other is left out. */
    private List<SenmlRecord> coarser(List<SenmlRecord> records) {
        Map<Fix, double[]> fixes = new HashMap<>();
        for (SenmlRecord record : records) {
            int axis = Places.axis(record);
            if (axis >= 0 && record.value() instanceof SenmlValue.Num number) {
                fixes.computeIfAbsent(Fix.of(record), fix -> new double[] {Double.NaN, Double.NaN})[axis] =
                        number.value();
            }
        }
        List<SenmlRecord> coarser = new ArrayList<>(records.size());
        for (SenmlRecord record : records) {
            int axis = Places.axis(record);
            if (axis >= 0) {
                double[] fix = fixes.getOrDefault(Fix.of(record), new double[] {Double.NaN, Double.NaN});
                Places.Place.of(fix[0], fix[1])
                        .flatMap(place -> places.coarser(place, definition.coarsenTo()))
                        .ifPresent(
                                place -> coarser.add(moved(record, axis == 0 ? place.latitude() : place.longitude())));
            } else if (!Places.opaquePlace(record)) {
                coarser.add(record);
            }
        }
        return coarser;
    }

    private record Fix(String name, double time) {
        static Fix of(SenmlRecord record) {
            return new Fix(Places.fix(record), record.time());
        }
    }

    private static SenmlRecord moved(SenmlRecord record, double degrees) {
        return new SenmlRecord(record.name(), record.unit(), new SenmlValue.Num(degrees), record.time());
    }

    /** What a feed hides could stand in any label of the sender's own. */
    private SenmlRecord passed(SenmlRecord record, String name) {
        boolean hides = definition.identity() != Identity.KEEP || definition.coarsenTo() >= 0;
        return new SenmlRecord(
                name,
                record.unit(),
                record.value(),
                record.sum(),
                record.time(),
                record.updateTime(),
                hides ? Map.of() : record.extensions());
    }
}
