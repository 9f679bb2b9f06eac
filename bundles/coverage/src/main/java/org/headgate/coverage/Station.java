package org.headgate.coverage;

import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;
import static java.util.Comparator.nullsFirst;

import java.util.Comparator;
import org.headgate.profile.lorawan.region.Region;
import org.jspecify.annotations.Nullable;

/**
 * Who transmits or receives, and what is known of its antenna.
 *
 * @param id who it is, for example its URN; null where nothing tells it
 * @param place of the antenna, or null
 * @param cell the H3 cell of the place at resolution 11 or finer; 0 where it is not known
 * @param gainDbi of the antenna, or null
 * @param region whose rules it follows, or null
 */
public record Station(
        @Nullable String id,
        @Nullable Place place,
        long cell,
        @Nullable Double gainDbi,
        @Nullable Region region) {
    /** Nothing is known. */
    public static final Station UNKNOWN = new Station(null, null, 0, null, null);

    /** By all that may differ. */
    static final Comparator<Station> ORDER = comparing(Station::id, nullsFirst(naturalOrder()))
            .thenComparing(Station::cell)
            .thenComparing(Station::gainDbi, nullsFirst(naturalOrder()))
            .thenComparing(Station::region, nullsFirst(comparing(Region::id)))
            .thenComparing(Station::place, nullsFirst(comparing(Place::latitude).thenComparing(Place::longitude)));

    /** One of which nothing but its name is known. */
    public static Station named(String id) {
        return new Station(id, null, 0, null, null);
    }
}
