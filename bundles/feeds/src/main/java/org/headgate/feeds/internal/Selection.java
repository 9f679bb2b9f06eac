package org.headgate.feeds.internal;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.headgate.api.feed.FeedDefinition;
import org.headgate.api.journal.Contribution;
import org.headgate.api.message.Kind;
import org.headgate.feeds.internal.Places.Place;
import org.headgate.senml.SenmlRecord;

/** Which contributions belong to a feed. Safe for any thread. */
final class Selection {
    private static final int DEVICES_REMEMBERED = 4_096;

    private final Globs devices;
    private final Globs quantities;
    private final Set<Kind> kinds;
    private final int minTrust;
    private final Set<Long> cells = new HashSet<>();
    private final int[] resolutions;
    private final Places places;
    private final Map<String, Boolean> known = new ConcurrentHashMap<>();

    Selection(FeedDefinition definition, Places places) {
        this.places = places;
        devices = new Globs(definition.devices());
        quantities = new Globs(definition.quantities());
        kinds = definition.kinds().isEmpty() ? EnumSet.allOf(Kind.class) : EnumSet.copyOf(definition.kinds());
        minTrust = definition.minTrust().code();
        definition.cells().forEach(cell -> cells.add(Long.parseUnsignedLong(cell, 16)));
        resolutions = cells.stream().mapToInt(places::resolution).distinct().toArray();
    }

    boolean matches(Contribution contribution) {
        return contribution.adopted()
                && contribution.trust().code() >= minTrust
                && kinds.contains(contribution.kind())
                && device(contribution.device())
                && (quantities.isEmpty() || anyQuantity(contribution))
                && (cells.isEmpty() || inCells(contribution));
    }

    boolean quantity(String quantity) {
        return quantities.isEmpty() || quantities.matches(quantity);
    }

    /** What stands behind the device's URN in a record's name, "" where nothing does; the whole name where it does not begin with it. */
    static String quantity(SenmlRecord record, String device) {
        String name = record.name();
        if (name.equals(device)) {
            return "";
        }
        return name.length() > device.length() && name.startsWith(device) && name.charAt(device.length()) == ':'
                ? name.substring(device.length() + 1)
                : name;
    }

    private boolean device(String urn) {
        if (devices.isEmpty()) {
            return true;
        }
        Boolean decided = known.get(urn);
        if (decided == null) {
            if (known.size() >= DEVICES_REMEMBERED) {
                known.clear();
            }
            decided = devices.matches(urn);
            known.put(urn, decided);
        }
        return decided;
    }

    private boolean anyQuantity(Contribution contribution) {
        for (SenmlRecord record : contribution.senml().records()) {
            if (quantities.matches(quantity(record, contribution.device()))) {
                return true;
            }
        }
        return false;
    }

    private boolean inCells(Contribution contribution) {
        Optional<Place> place = places.of(contribution);
        if (place.isEmpty()) {
            return false;
        }
        for (int resolution : resolutions) {
            if (cells.contains(places.cell(place.get(), resolution))) {
                return true;
            }
        }
        return false;
    }
}
