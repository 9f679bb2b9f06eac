package org.headgate.senml;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One resolved SenML record (RFC 8428 §4.6): no base fields, absolute time.
 *
 * @param name the whole name, {@code <device urn>:<quantity>}, in the characters of RFC 8428 §4.5.1
 * @param unit a unit of the SenML registry (RFC 8428 §12.1, RFC 8798), or null
 * @param value the value, or null where only {@code sum} is given
 * @param sum {@code s}, or null
 * @param time seconds since the epoch, absolute
 * @param updateTime {@code ut} in seconds, or null
 * @param extensions labels that this version does not know, kept as they came; usually empty
 */
public record SenmlRecord(
        String name,
        @Nullable String unit,
        @Nullable SenmlValue value,
        @Nullable Double sum,
        double time,
        @Nullable Double updateTime,
        Map<String, SenmlValue> extensions) {

    public SenmlRecord {
        extensions = extensions.isEmpty() ? Map.of() : Map.copyOf(extensions);
    }

    public SenmlRecord(String name, @Nullable String unit, SenmlValue value, double time) {
        this(name, unit, value, null, time, null, Map.of());
    }
}
