package org.headgate.coverage.internal;

import java.util.function.Supplier;
import org.headgate.coverage.Grid;
import org.headgate.coverage.H3Grid;
import org.jspecify.annotations.Nullable;

/** H3, loaded when the first place becomes a cell: until then its native library takes no memory. Safe for any thread. */
final class GridOnDemand implements Supplier<@Nullable Grid> {
    private final Supplier<H3Grid.Loaded> library;
    private H3Grid.@Nullable Loaded loaded;

    GridOnDemand(Supplier<H3Grid.Loaded> library) {
        this.library = library;
    }

    /** Null where it does not load. Blocks the first time. */
    @Override
    public synchronized @Nullable Grid get() {
        if (loaded == null) {
            loaded = library.get();
        }
        return loaded.grid().orElse(null);
    }

    /** Why it does not load; empty where it does, or where nobody needed it yet. */
    synchronized String obstacle() {
        return loaded == null ? "" : loaded.obstacle();
    }
}
