package org.headgate.mqtt.door.internal.packet;

/** Protocol versions, by the level byte of CONNECT. */
public enum Version {
    MQTT_3_1(3, "MQIsdp"),
    MQTT_3_1_1(4, "MQTT"),
    MQTT_5(5, "MQTT");

    private final int level;
    private final String protocol;

    Version(int level, String protocol) {
        this.level = level;
        this.protocol = protocol;
    }

    public int level() {
        return level;
    }

    public String protocol() {
        return protocol;
    }

    public boolean five() {
        return this == MQTT_5;
    }
}
