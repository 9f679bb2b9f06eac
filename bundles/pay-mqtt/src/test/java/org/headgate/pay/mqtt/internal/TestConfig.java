package org.headgate.pay.mqtt.internal;

import java.lang.annotation.Annotation;

/** The defaults, with two guests and three checks of a host. */
record TestConfig(int guests_max) implements PayMqttConfig {
    @Override
    public int guests_host_max() {
        return 8;
    }

    @Override
    public int signin_host_minute() {
        return 3;
    }

    @Override
    public int signin_minute() {
        return 3_000;
    }

    @Override
    public int signin_days() {
        return 31;
    }

    @Override
    public Class<? extends Annotation> annotationType() {
        return PayMqttConfig.class;
    }
}
