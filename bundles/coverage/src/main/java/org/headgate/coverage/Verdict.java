package org.headgate.coverage;

import java.util.List;

/**
 * What a rule set finds in one sighting.
 *
 * @param findings one for each {@link Check}, in their order
 */
public record Verdict(String ruleSet, int version, List<Finding> findings) {

    /** @throws IllegalArgumentException unless there is one finding for each check, in order */
    public Verdict {
        findings = List.copyOf(findings);
        Check[] checks = Check.values();
        boolean whole = findings.size() == checks.length;
        for (int i = 0; whole && i < checks.length; i++) {
            whole = findings.get(i).check() == checks[i];
        }
        if (!whole) {
            throw new IllegalArgumentException("a verdict has one finding for each check, in order");
        }
    }

    public Finding of(Check check) {
        return findings.get(check.ordinal());
    }

    /** Deterministic CBOR (RFC 8949 §4.2.1), the same bytes on any machine: {@code {"checks": [{"id", "passed", "observed", "threshold"}], "version", "rule_set"}}. */
    public byte[] encode() {
        return VerdictCbor.write(this);
    }

    /** @throws IllegalArgumentException unless {@link #encode} would give the same bytes */
    public static Verdict decode(byte[] bytes) {
        return VerdictCbor.read(bytes);
    }
}
