package org.headgate.profile.shelly.internal;

import org.headgate.profile.testkit.ProfileContract;

class ShellyProfileTest extends ProfileContract {
    ShellyProfileTest() {
        super(new ShellyProfile());
    }
}
