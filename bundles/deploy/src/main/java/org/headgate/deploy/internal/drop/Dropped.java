package org.headgate.deploy.internal.drop;

import java.nio.file.Path;
import org.headgate.api.drop.DropTaker;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;

/** What is known of one file in {@code deploy/}. For one thread. */
final class Dropped {
    final Path file;
    /** As last seen, and as last dealt with. */
    @Nullable
    Stamp seen;

    @Nullable
    Stamp handled;

    /** What runs of it, and what that said of itself. */
    @Nullable
    Bundle bundle;

    @Nullable
    Candidate candidate;

    /** Where {@link #bundle} is part of what is installed: what it came from. */
    @Nullable
    Path original;

    /** Who took it, where it is no bundle. */
    @Nullable
    DropTaker taker;

    Note note = Note.waiting("It was just seen; it is taken once it no longer changes.");

    Dropped(Path file) {
        this.file = file;
    }

    String name() {
        return file.getFileName().toString();
    }
}
