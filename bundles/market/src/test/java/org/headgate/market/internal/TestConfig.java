package org.headgate.market.internal;

import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;

/** The defaults, but for what is set. */
final class TestConfig {
    private TestConfig() {}

    /** @param set keys as they stand in the file, each with its value */
    static MarketConfig of(Object... set) {
        Map<String, Object> values = new HashMap<>(Map.of("signin.hosts", 8));
        for (int i = 0; i < set.length; i += 2) {
            values.put((String) set[i], set[i + 1]);
        }
        return (MarketConfig) Proxy.newProxyInstance(
                MarketConfig.class.getClassLoader(),
                new Class<?>[] {MarketConfig.class},
                (proxy, method, arguments) -> method.getName().equals("annotationType")
                        ? MarketConfig.class.asSubclass(Annotation.class)
                        : values.getOrDefault(method.getName().replace('_', '.'), method.getDefaultValue()));
    }
}
