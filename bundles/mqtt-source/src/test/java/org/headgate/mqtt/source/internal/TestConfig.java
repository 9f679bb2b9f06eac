package org.headgate.mqtt.source.internal;

import java.lang.reflect.Proxy;
import java.util.Map;

/** The component's configuration with its defaults, except for what is given. */
final class TestConfig {
    private TestConfig() {}

    static MqttSource.Config with(Map<String, Object> values) {
        return (MqttSource.Config) Proxy.newProxyInstance(
                MqttSource.Config.class.getClassLoader(),
                new Class<?>[] {MqttSource.Config.class},
                (proxy, method, arguments) -> values.getOrDefault(method.getName(), method.getDefaultValue()));
    }
}
