package org.headgate.coverage;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Checks and thresholds under a name and a version. Pure; safe for any thread. */
public interface RuleSet {
    /** The last published rules of Helium's IoT verifier. */
    RuleSet HELIUM = new HeliumRules();

    /** Headgate's own. */
    RuleSet HEADGATE = new HeadgateRules();

    List<RuleSet> ALL = List.of(HEADGATE, HELIUM);

    /** By {@code <id>-<version>}, for example {@code headgate-1}. */
    static Optional<RuleSet> named(String name) {
        return ALL.stream().filter(rules -> rules.name().equals(name)).findFirst();
    }

    String id();

    int version();

    default String name() {
        return id() + "-" + version();
    }

    /** Checks that say something of the sighting, but not whether it holds. */
    Set<Check> informative();

    Verdict judge(Case one);

    /** Whether nothing that counts failed. */
    default boolean holds(Verdict verdict) {
        for (Finding finding : verdict.findings()) {
            if (finding.failed() && !informative().contains(finding.check())) {
                return false;
            }
        }
        return true;
    }
}
