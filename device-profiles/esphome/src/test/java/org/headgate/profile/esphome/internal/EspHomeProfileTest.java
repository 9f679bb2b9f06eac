package org.headgate.profile.esphome.internal;

import org.headgate.profile.testkit.ProfileContract;

class EspHomeProfileTest extends ProfileContract {
    EspHomeProfileTest() {
        super(new EspHomeProfile());
    }
}
