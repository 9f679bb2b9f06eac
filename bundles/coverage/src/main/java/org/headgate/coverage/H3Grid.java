package org.headgate.coverage;

import com.uber.h3core.H3Core;
import com.uber.h3core.exceptions.H3Exception;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** H3 by its native library (JNI, glibc). */
public final class H3Grid implements Grid {
    private static final int COUNTING_RESOLUTION = 11;

    private final H3Core h3;

    private H3Grid(H3Core h3) {
        this.h3 = h3;
    }

    /** @param obstacle why there is no grid; empty where there is one */
    public record Loaded(Optional<Grid> grid, String obstacle) {}

    /** Tries to load the library. Unpacks it into the folder for temporary files: blocks. */
    public static Loaded load() {
        return load(H3Core::newInstance);
    }

    static Loaded load(Library library) {
        try {
            return new Loaded(Optional.of(new H3Grid(library.open())), "");
        } catch (IOException | RuntimeException | LinkageError e) {
            return new Loaded(Optional.empty(), e.getClass().getSimpleName() + ": " + e.getMessage());
        }
    }

    @FunctionalInterface
    interface Library {
        H3Core open() throws IOException;
    }

    @Override
    public long cell(Place place, int resolution) {
        return h3.latLngToCell(place.latitude(), place.longitude(), resolution);
    }

    @Override
    public Place centre(long cell) {
        var centre = h3.cellToLatLng(cell);
        return new Place(centre.lat, centre.lng);
    }

    @Override
    public List<Place> corners(long cell) {
        return h3.cellToBoundary(cell).stream()
                .map(corner -> new Place(corner.lat, corner.lng))
                .toList();
    }

    @Override
    public long cellsApart(long one, long other) {
        Long from = counted(one);
        Long to = counted(other);
        if (from == null || to == null) {
            return NOT_COMPARABLE;
        }
        try {
            return h3.gridDistance(from, to);
        } catch (H3Exception e) {
            return NOT_COMPARABLE;
        }
    }

    @Override
    public boolean valid(long cell) {
        return h3.isValidCell(cell);
    }

    /** Null for a cell that is larger than those that are counted. */
    private @Nullable Long counted(long cell) {
        int resolution = h3.getResolution(cell);
        if (resolution < COUNTING_RESOLUTION) {
            return null;
        }
        return resolution == COUNTING_RESOLUTION ? cell : Long.valueOf(h3.cellToParent(cell, COUNTING_RESOLUTION));
    }
}
