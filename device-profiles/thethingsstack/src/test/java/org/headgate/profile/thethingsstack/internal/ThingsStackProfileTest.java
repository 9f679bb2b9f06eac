package org.headgate.profile.thethingsstack.internal;

import org.headgate.profile.testkit.ProfileContract;

class ThingsStackProfileTest extends ProfileContract {
    ThingsStackProfileTest() {
        super(new ThingsStackProfile());
    }
}
