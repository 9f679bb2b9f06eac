package org.headgate.profile.theengs.internal;

import org.headgate.profile.testkit.ProfileContract;

class TheengsProfileTest extends ProfileContract {
    TheengsProfileTest() {
        super(new TheengsProfile());
    }
}
