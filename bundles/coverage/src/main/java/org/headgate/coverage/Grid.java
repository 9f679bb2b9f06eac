package org.headgate.coverage;

import java.util.List;
import java.util.Optional;

/** The H3 grid. Safe for any thread. */
public interface Grid {
    /** Two cells between which H3 cannot count. */
    long NOT_COMPARABLE = -1;

    /** The cell of a place. @param resolution 0 to 15 */
    long cell(Place place, int resolution);

    /** The cell's centre. */
    Place centre(long cell);

    /** The cell's corners, in order around it. */
    List<Place> corners(long cell);

    /** How many cells of resolution 11 apart the two are, or {@link #NOT_COMPARABLE}. */
    long cellsApart(long one, long other);

    /** Whether it is a cell of H3. */
    boolean valid(long cell);

    /** The grid where its native library loads; empty where it does not. */
    static Optional<Grid> load() {
        return H3Grid.load().grid();
    }
}
