package org.headgate.coverage;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Verdicts in words. */
public final class VerdictText {
    private static final int LONGEST_DATA = 24;

    private VerdictText() {}

    /** One line for the whole, then one for each check. */
    public static List<String> lines(Verdict verdict, RuleSet rules) {
        List<String> lines = new ArrayList<>();
        long failed = verdict.findings().stream()
                .filter(finding -> finding.failed() && !rules.informative().contains(finding.check()))
                .count();
        long judged = verdict.findings().stream()
                .filter(finding -> finding.passed() != null)
                .count();
        lines.add(
                (failed == 0 ? "holds" : "does not hold: " + failed + (failed == 1 ? " check" : " checks") + " failed")
                        + ", " + judged + " of " + verdict.findings().size() + " judged, by " + verdict.ruleSet() + "-"
                        + verdict.version());
        for (Finding finding : verdict.findings()) {
            lines.add(String.format(
                    Locale.ROOT, "%-17s %-10s %s", name(finding.check()), outcome(finding, rules), sentence(finding)));
        }
        return lines;
    }

    private static String name(Check check) {
        return check.id().replace('_', ' ');
    }

    private static String outcome(Finding finding, RuleSet rules) {
        if (finding.passed() == null) {
            return "not judged";
        }
        if (finding.passed()) {
            return "passed";
        }
        return rules.informative().contains(finding.check()) ? "noted" : "failed";
    }

    private static String sentence(Finding finding) {
        if (finding.threshold() == null && finding.observed() == null) {
            return finding.passed() == null ? "no such rule, or nothing is known" : "";
        }
        Check check = finding.check();
        String observed = finding.observed() == null ? "not known" : text(finding.observed(), check);
        return "observed " + observed
                + (finding.threshold() == null
                        ? "; what it is compared with is not known"
                        : "; " + relation(finding) + " " + text(finding.threshold(), check));
    }

    /** How observed and threshold must relate. */
    private static String relation(Finding finding) {
        return switch (finding.check()) {
            case PAYLOAD, REGION -> "must be";
            case SELF -> "must not be";
            case FREQUENCY -> finding.threshold() instanceof Value.Text ? "must be in" : "at most";
            case SCHEDULE, MINIMUM_DISTANCE, RSSI_LOWER, SNR -> "at least";
            case NOISE_FLOOR -> "the bound is";
            case NEAR_COPY -> "less than";
            default -> "at most";
        };
    }

    private static String text(@Nullable Value value, Check check) {
        String unit = check.unit().isEmpty() ? "" : " " + check.unit();
        if (value instanceof Value.Num number) {
            return number(number.value()) + unit;
        }
        if (value instanceof Value.Large large) {
            return Long.toUnsignedString(large.value()) + unit;
        }
        if (value instanceof Value.Data data) {
            String hex = data.value().toString();
            return "0x" + (hex.length() > LONGEST_DATA ? hex.substring(0, LONGEST_DATA) + "…" : hex);
        }
        return value instanceof Value.Text text ? text.value() + (check == Check.FREQUENCY ? unit : "") : "";
    }

    private static String number(double number) {
        return number == StrictMath.rint(number) && Math.abs(number) < 0x1p53
                ? Long.toString((long) number)
                : String.format(Locale.ROOT, "%.3f", number);
    }
}
