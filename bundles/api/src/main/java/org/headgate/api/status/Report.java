package org.headgate.api.status;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a bundle is doing.
 *
 * @param ports ports it listens on, by name; the plain listener has the component's name ({@code mqtt-door}), others a suffix ({@code mqtt-door.tls})
 * @param problems empty where all is well
 * @param facts what an operator wants to read, in order, for example {@code gateway=0x…}
 * @param metrics counters and gauges, by name with unit, for example {@code intake.queue.bytes}
 */
public record Report(
        Map<String, Integer> ports, List<Problem> problems, Map<String, String> facts, Map<String, Long> metrics) {

    public static Builder builder() {
        return new Builder();
    }

    /** Not thread-safe. */
    public static final class Builder {
        private final Map<String, Integer> ports = new LinkedHashMap<>();
        private final List<Problem> problems = new java.util.ArrayList<>();
        private final Map<String, String> facts = new LinkedHashMap<>();
        private final Map<String, Long> metrics = new LinkedHashMap<>();

        private Builder() {}

        public Builder port(String name, int port) {
            ports.put(name, port);
            return this;
        }

        public Builder problem(Problem problem) {
            problems.add(problem);
            return this;
        }

        public Builder fact(String name, String value) {
            facts.put(name, value);
            return this;
        }

        public Builder metric(String name, long value) {
            metrics.put(name, value);
            return this;
        }

        public Report build() {
            return new Report(ports, problems, facts, metrics);
        }
    }
}
