package org.headgate.coverage;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How two rule sets differ on the same cases.
 *
 * @param cases how many were judged by both
 * @param bothHold, onlyFirst, onlySecond, neither how many hold under which
 * @param checks where the two found different things of one check, by check: how often, and one case
 */
public record Difference(
        String first,
        String second,
        long cases,
        long bothHold,
        long onlyFirst,
        long onlySecond,
        long neither,
        Map<Check, Where> checks) {

    /** @param count how often the outcomes differ @param example the first of them in order of time */
    public record Where(long count, Case example) {}

    /** Judges all by both. */
    public static Difference between(RuleSet first, RuleSet second, Iterable<Case> cases) {
        long[] held = new long[4];
        Map<Check, Where> checks = new EnumMap<>(Check.class);
        for (Case one : cases) {
            Verdict of = first.judge(one);
            Verdict by = second.judge(one);
            held[(first.holds(of) ? 0 : 1) + (second.holds(by) ? 0 : 2)]++;
            for (Check check : Check.values()) {
                Boolean passed = of.of(check).passed();
                Boolean other = by.of(check).passed();
                if (passed != null && other != null && !passed.equals(other)) {
                    checks.merge(check, new Where(1, one), (a, b) -> new Where(a.count() + 1, a.example()));
                }
            }
        }
        return new Difference(
                first.name(),
                second.name(),
                held[0] + held[1] + held[2] + held[3],
                held[0],
                held[2],
                held[1],
                held[3],
                Map.copyOf(checks));
    }

    /** For people. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(cases + " sightings judged by " + first + " and by " + second);
        lines.add("both hold " + bothHold + ", only " + first + " " + onlyFirst + ", only " + second + " " + onlySecond
                + ", neither " + neither);
        for (Check check : Check.values()) {
            Where where = checks.get(check);
            if (where != null) {
                lines.add(check.id().replace('_', ' ') + ": they differ in " + where.count() + ", first at "
                        + where.example().sighting().heardAtMillis());
            }
        }
        return lines;
    }
}
