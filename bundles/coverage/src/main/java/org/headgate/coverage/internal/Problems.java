package org.headgate.coverage.internal;

import org.headgate.api.status.Problem;
import org.headgate.store.StoreUnavailable;

/** What the operator is told. */
final class Problems {
    private Problems() {}

    static Problem h3(String obstacle) {
        return new Problem(
                "h3_unavailable",
                "sightings are judged without cells, and there is no map: the H3 library does not load (" + obstacle
                        + ")",
                "use a system with glibc and a temporary folder that allows execution (-Djava.io.tmpdir)",
                false);
    }

    static Problem stations(String file, Exception why) {
        return new Problem(
                "stations_unreadable",
                "the list of stations " + file + " is not used: " + why.getMessage(),
                "correct it, then change conf/coverage.cfg or start the gateway again",
                true);
    }

    static Problem setting(String why) {
        return new Problem("coverage_setting_invalid", why, "correct it in conf/coverage.cfg", true);
    }

    static Problem rules(String name) {
        return new Problem(
                "rules_unknown",
                "there is no rule set '" + name + "': headgate-1 judges",
                "set coverage.rules to headgate-1 or helium-1",
                true);
    }

    static Problem closed(StoreUnavailable why) {
        return new Problem(
                why.code(),
                "nothing is judged, for data/coverage.mv.db cannot be opened: " + why.getMessage(),
                "do what the reason says; it is tried again every 10 s",
                true);
    }

    static Problem stuck(String code, String why) {
        return new Problem(code, "judging stands still: " + why, "do what the reason says; it goes on by itself", true);
    }
}
