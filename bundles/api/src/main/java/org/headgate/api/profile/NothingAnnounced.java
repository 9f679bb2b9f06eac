package org.headgate.api.profile;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** For {@link Announced#NOTHING}. */
final class NothingAnnounced implements Announced {

    @Override
    public Optional<Announcement> named(String name) {
        return Optional.empty();
    }

    @Override
    public List<Announcement> below(String prefix) {
        return List.of();
    }

    @Override
    public List<Announcement> here() {
        return List.of();
    }

    @Override
    public OptionalLong mark(String name) {
        return OptionalLong.empty();
    }
}
