package org.headgate.profile.chirpstack.internal;

import org.headgate.profile.testkit.ProfileContract;

class ChirpStackProfileTest extends ProfileContract {
    ChirpStackProfileTest() {
        super(new ChirpStackProfile());
    }
}
