package org.headgate.profile.theengs.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.json.Leaves;
import org.headgate.profile.json.Scale;
import org.headgate.profile.json.StrictText;
import org.headgate.profile.json.Values;
import org.jspecify.annotations.Nullable;

/** Adds the members of a report as quantities. */
final class Members {
    private Members() {}

    /** @param prefix before each name @param not keys that are left out with all below them */
    static void add(
            ObjectNode report,
            String prefix,
            Set<String> not,
            Function<String, @Nullable Scale> units,
            Decoded.Builder decoded)
            throws MalformedPayload {
        Leaves.walk(report, new Leaves.Visitor() {
            @Override
            public void leaf(String path, String key, JsonNode value, ObjectNode parent) throws MalformedPayload {
                one(decoded, prefix + path, units.apply(key), value);
            }

            @Override
            public boolean skips(String path, String key, JsonNode value) {
                return not.contains(key);
            }
        });
    }

    /** Some tell numbers as text. */
    private static void one(Decoded.Builder decoded, String name, @Nullable Scale scale, JsonNode value)
            throws MalformedPayload {
        if (!value.isTextual() || scale == null) {
            Values.add(decoded, name, scale, value);
            return;
        }
        OptionalDouble number = StrictText.number(value.textValue());
        if (number.isEmpty()) {
            throw new MalformedPayload("not_a_number", name + " is no number");
        }
        Values.number(decoded, name, scale, number.getAsDouble());
    }
}
