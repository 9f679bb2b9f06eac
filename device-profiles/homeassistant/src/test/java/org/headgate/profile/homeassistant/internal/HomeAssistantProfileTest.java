package org.headgate.profile.homeassistant.internal;

import org.headgate.profile.testkit.ProfileContract;

class HomeAssistantProfileTest extends ProfileContract {
    HomeAssistantProfileTest() {
        super(new HomeAssistantProfile());
    }
}
