package org.headgate.profile.ruuvi.internal;

import org.headgate.profile.testkit.ProfileContract;

class RuuviProfileTest extends ProfileContract {
    RuuviProfileTest() {
        super(new RuuviProfile());
    }
}
