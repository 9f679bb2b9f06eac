package org.headgate.mqtt.door.internal.packet;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A list of properties in the order of the wire. Immutable. */
public final class Properties {
    public static final Properties NONE = new Properties(List.of());

    /** @param value Long for numbers, String, byte[] (never changed), or Map.Entry of two strings */
    public record Value(Property property, Object value) {}

    private final List<Value> values;

    private Properties(List<Value> values) {
        this.values = values;
    }

    public static Builder builder() {
        return new Builder();
    }

    public List<Value> values() {
        return values;
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    public boolean has(Property property) {
        return find(property) != null;
    }

    public long number(Property property, long otherwise) {
        return find(property) instanceof Long number ? number : otherwise;
    }

    @Nullable
    public String text(Property property) {
        return (String) find(property);
    }

    public byte @Nullable [] binary(Property property) {
        return (byte[]) find(property);
    }

    /** User properties in order. */
    public List<Map.Entry<String, String>> pairs() {
        List<Map.Entry<String, String>> pairs = new ArrayList<>();
        for (Value value : values) {
            if (value.value() instanceof Map.Entry<?, ?> entry) {
                pairs.add(Map.entry((String) entry.getKey(), (String) entry.getValue()));
            }
        }
        return pairs;
    }

    /** Without what belongs to one hop only: topic alias and subscription identifiers (§3.3.2.3). */
    public Properties forwarded() {
        if (values.isEmpty()) {
            return this;
        }
        Builder kept = builder();
        for (Value value : values) {
            if (value.property() != Property.TOPIC_ALIAS && value.property() != Property.SUBSCRIPTION_IDENTIFIER) {
                kept.add(value);
            }
        }
        return kept.build();
    }

    @Nullable
    private Object find(Property property) {
        for (Value value : values) {
            if (value.property() == property) {
                return value.value();
            }
        }
        return null;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Properties that && toString().equals(that.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        for (Value value : values) {
            Object shown = value.value() instanceof byte[] bytes
                    ? java.util.HexFormat.of().formatHex(bytes)
                    : value.value();
            text.append(value.property()).append('=').append(shown).append(';');
        }
        return text.append('}').toString();
    }

    /** Not thread-safe. */
    public static final class Builder {
        private final List<Value> values = new ArrayList<>(4);

        public Builder add(Value value) {
            values.add(value);
            return this;
        }

        public Builder number(Property property, long value) {
            return add(new Value(property, value));
        }

        public Builder text(Property property, String value) {
            return add(new Value(property, value));
        }

        public Builder binary(Property property, byte[] value) {
            return add(new Value(property, value));
        }

        public Builder pair(String name, String value) {
            return add(new Value(Property.USER_PROPERTY, Map.entry(name, value)));
        }

        public Properties build() {
            return values.isEmpty() ? NONE : new Properties(List.copyOf(values));
        }
    }
}
