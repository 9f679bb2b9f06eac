package org.headgate.coap.source.internal;

import java.lang.reflect.Proxy;
import java.util.Map;

/** The component's configuration with its defaults, except for what is given. */
final class TestConfig {
    private TestConfig() {}

    static CoapSource.Config with(Map<String, Object> values) {
        return (CoapSource.Config) Proxy.newProxyInstance(
                CoapSource.Config.class.getClassLoader(),
                new Class<?>[] {CoapSource.Config.class},
                (proxy, method, arguments) -> values.getOrDefault(method.getName(), method.getDefaultValue()));
    }
}
