package org.headgate.feeds.internal;

import com.uber.h3core.H3Core;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.headgate.api.journal.Contribution;
import org.headgate.senml.SenmlRecord;
import org.headgate.senml.SenmlValue;
import org.jspecify.annotations.Nullable;

/** Where records are: the latitude and longitude of their pack, or the gateway's configured place. H3 needs a native library, which may not load. */
final class Places {
    private static final Set<String> OPAQUE =
            Set.of("coordinates", "geohash", "gps", "h3", "location", "nmea", "pluscode");

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

    /** The last latitude and longitude in the pack. */
    static Optional<Place> own(Contribution contribution) {
        double latitude = Double.NaN;
        double longitude = Double.NaN;
        for (SenmlRecord record : contribution.senml().records()) {
            if (record.value() instanceof SenmlValue.Num number) {
                int axis = axis(record);
                latitude = axis == 0 ? number.value() : latitude;
                longitude = axis == 1 ? number.value() : longitude;
            }
        }
        return Place.of(latitude, longitude);
    }

    /** 0 for a latitude, 1 for a longitude, by unit (RFC 8428 §12.1) or by the last part of the name; −1 for all else. */
    static int axis(SenmlRecord record) {
        if ("lat".equals(record.unit()) || "lon".equals(record.unit())) {
            return "lat".equals(record.unit()) ? 0 : 1;
        }
        return switch (lastPart(record)) {
            case "lat", "latitude" -> 0;
            case "lon", "lng", "long", "longitude" -> 1;
            default -> -1;
        };
    }

    /** Whether it tells a place in a form that cannot be made coarser. */
    static boolean opaquePlace(SenmlRecord record) {
        return OPAQUE.contains(lastPart(record)) && !(record.value() instanceof SenmlValue.Flag);
    }

    /** What a name has before its last part: records that share it are of one fix. */
    static String fix(SenmlRecord record) {
        String name = record.name();
        return name.substring(0, name.length() - lastPart(record).length());
    }

    private static String lastPart(SenmlRecord record) {
        String name = record.name();
        int cut = Math.max(name.lastIndexOf(':'), Math.max(name.lastIndexOf('/'), name.lastIndexOf('.')));
        return name.substring(cut + 1).toLowerCase(Locale.ROOT);
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
