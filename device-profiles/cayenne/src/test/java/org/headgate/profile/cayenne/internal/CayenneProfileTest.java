package org.headgate.profile.cayenne.internal;

import org.headgate.profile.testkit.ProfileContract;

class CayenneProfileTest extends ProfileContract {
    CayenneProfileTest() {
        super(CayenneProfile.of("A84041FFFF0000AB", " *:8 "));
    }
}
