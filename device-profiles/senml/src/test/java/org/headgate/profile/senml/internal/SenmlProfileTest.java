package org.headgate.profile.senml.internal;

import org.headgate.profile.testkit.ProfileContract;

class SenmlProfileTest extends ProfileContract {
    SenmlProfileTest() {
        super(new SenmlProfile());
    }
}
