package org.headgate.profile.sparkplug.internal;

import org.headgate.profile.testkit.ProfileContract;

class SparkplugProfileTest extends ProfileContract {
    SparkplugProfileTest() {
        super(new SparkplugProfile());
    }
}
