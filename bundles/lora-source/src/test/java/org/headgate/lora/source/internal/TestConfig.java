package org.headgate.lora.source.internal;

import java.lang.reflect.Proxy;
import java.util.Map;

/** The component's configuration with its defaults, except for what is given. */
final class TestConfig {
    private TestConfig() {}

    static LoraSource.Config with(Map<String, Object> values) {
        return (LoraSource.Config) Proxy.newProxyInstance(
                LoraSource.Config.class.getClassLoader(),
                new Class<?>[] {LoraSource.Config.class},
                (proxy, method, arguments) -> values.getOrDefault(method.getName(), method.getDefaultValue()));
    }
}
