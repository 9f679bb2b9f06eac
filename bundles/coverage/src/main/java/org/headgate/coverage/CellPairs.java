package org.headgate.coverage;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What lies between two cells, asked once a pair. For one thread. */
final class CellPairs {
    private static final int REMEMBERED = 4_096;
    private static final Between UNKNOWN = new Between(null, null);

    private final Supplier<? extends @Nullable Grid> grid;
    private final Recent<Pair, Between> known = new Recent<>(REMEMBERED);

    CellPairs(Supplier<? extends @Nullable Grid> grid) {
        this.grid = grid;
    }

    private record Pair(long one, long other) {}

    private record Between(@Nullable Long cells, @Nullable Double metres) {}

    /** Null where a cell is not known. */
    @Nullable
    Long apart(long one, long other) {
        return between(one, other).cells();
    }

    @Nullable
    Double metres(long one, long other) {
        return between(one, other).metres();
    }

    private Between between(long one, long other) {
        Grid h3 = one == 0 || other == 0 ? null : grid.get();
        return h3 == null
                ? UNKNOWN
                : known.get(
                        new Pair(one, other),
                        () -> new Between(
                                h3.cellsApart(one, other), h3.centre(one).metresTo(h3.centre(other))));
    }
}
