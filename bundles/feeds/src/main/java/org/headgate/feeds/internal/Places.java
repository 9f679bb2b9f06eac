package org.headgate.feeds.internal;

import com.uber.h3core.H3Core;
import java.io.IOException;
import java.util.Optional;
import org.headgate.api.journal.Contribution;
import org.headgate.senml.SenmlRecord;
import org.headgate.senml.SenmlValue;
import org.jspecify.annotations.Nullable;

/** Where records are: the {@code lat} and {@code lon} records of their pack, or the gateway's configured place. H3 needs a native library, which may not load. */
final class Places {
    private final @Nullable Place gateway;
    private @Nullable H3Core h3;
    private volatile boolean tried;
    private volatile String obstacle = "";

    /** Degrees, WGS 84. */
    record Place(double latitude, double longitude) {
        static Optional<Place> of(double latitude, double longitude) {
            return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180
                    ? Optional.of(new Place(latitude, longitude))
                    : Optional.empty();
        }
    }

    Places(@Nullable Place gateway) {
        this.gateway = gateway;
    }

    /** Loads H3 if that was not tried yet; false where it is not there. */
    boolean available() {
        return h3() != null;
    }

    /** Why H3 is not there; empty where it is, or where nobody needed it yet. */
    String obstacle() {
        return obstacle;
    }

    boolean validCell(String cell) {
        H3Core h3 = h3();
        return h3 != null && cell.matches("[0-9a-f]{15}") && h3.isValidCell(Long.parseUnsignedLong(cell, 16));
    }

    int resolution(long cell) {
        H3Core h3 = h3();
        return h3 == null ? -1 : h3.getResolution(cell);
    }

    /** 0 where H3 is not there. */
    long cell(Place place, int resolution) {
        H3Core h3 = h3();
        return h3 == null ? 0 : h3.latLngToCell(place.latitude(), place.longitude(), resolution);
    }

    /** The centre of the place's cell. */
    Optional<Place> coarser(Place place, int resolution) {
        H3Core h3 = h3();
        if (h3 == null) {
            return Optional.empty();
        }
        var centre = h3.cellToLatLng(cell(place, resolution));
        return Optional.of(new Place(centre.lat, centre.lng));
    }

    Optional<Place> of(Contribution contribution) {
        Optional<Place> own = own(contribution);
        return own.isPresent() ? own : Optional.ofNullable(gateway);
    }

    /** The last {@code lat} and {@code lon} in the pack. */
    static Optional<Place> own(Contribution contribution) {
        double latitude = Double.NaN;
        double longitude = Double.NaN;
        for (SenmlRecord record : contribution.senml().records()) {
            if (record.value() instanceof SenmlValue.Num number) {
                if (isQuantity(record, contribution.device(), "lat")) {
                    latitude = number.value();
                } else if (isQuantity(record, contribution.device(), "lon")) {
                    longitude = number.value();
                }
            }
        }
        return Place.of(latitude, longitude);
    }

    static boolean isQuantity(SenmlRecord record, String device, String quantity) {
        String name = record.name();
        return name.length() == device.length() + 1 + quantity.length()
                && name.startsWith(device)
                && name.charAt(device.length()) == ':'
                && name.endsWith(quantity);
    }

    private @Nullable H3Core h3() {
        return tried ? h3 : load();
    }

    private synchronized @Nullable H3Core load() {
        if (!tried) {
            try {
                h3 = H3Core.newInstance();
            } catch (IOException | RuntimeException | LinkageError e) {
                obstacle = e.getClass().getSimpleName() + ": " + e.getMessage();
            }
            tried = true;
        }
        return h3;
    }
}
