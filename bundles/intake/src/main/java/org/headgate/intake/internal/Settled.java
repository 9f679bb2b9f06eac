package org.headgate.intake.internal;

import org.headgate.api.profile.Profiles;
import org.jspecify.annotations.Nullable;

/** The set of profiles under which all that waits was looked at: then nothing needs to queue behind it. */
record Settled(@Nullable Profiles profiles, long generation) {
    static final Settled NEVER = new Settled(null, 0);

    /** Whether it is still so. */
    boolean holds() {
        return profiles != null && generation == profiles.generation();
    }

    boolean is(Profiles now) {
        return profiles == now && generation == now.generation();
    }
}
