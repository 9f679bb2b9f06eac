package org.headgate.profile.zigbee2mqtt.internal;

import org.headgate.profile.testkit.ProfileContract;

class Zigbee2MqttProfileTest extends ProfileContract {
    Zigbee2MqttProfileTest() {
        super(new Zigbee2MqttProfile());
    }
}
