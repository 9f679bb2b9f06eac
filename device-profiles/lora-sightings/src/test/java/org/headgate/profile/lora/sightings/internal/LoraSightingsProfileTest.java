package org.headgate.profile.lora.sightings.internal;

import org.headgate.profile.testkit.ProfileContract;

class LoraSightingsProfileTest extends ProfileContract {
    LoraSightingsProfileTest() {
        super(new LoraSightingsProfile());
    }
}
