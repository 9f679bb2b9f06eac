package org.headgate.profile.bthome.internal;

import org.headgate.profile.testkit.ProfileContract;

class BthomeProfileTest extends ProfileContract {
    BthomeProfileTest() {
        super(profile("54:48:E6:8F:80:A5 231d39c1d7cc1ab1aee224cd096db932"));
    }

    static BthomeProfile profile(String keys) {
        BindKeys parsed = BindKeys.parse(keys);
        return new BthomeProfile(() -> parsed, "data/bthome.keys in the gateway's home");
    }
}
