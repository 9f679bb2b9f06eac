package org.headgate.profiles.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.headgate.api.profile.Reading.Notice;
import org.headgate.api.status.Problem;
import org.headgate.api.status.Report;

/** What profiles want the operator to know: counted for each profile and code, shown for an hour after the last. Safe for any thread. */
final class Notices {
    private static final int MOST = 64;
    private static final int MOST_REASONS = 5;
    private static final int LONGEST = 300;
    private static final long SHOWN_NANOS = TimeUnit.HOURS.toNanos(1);

    private final Map<String, Noted> all = new LinkedHashMap<>();
    private final LongSupplier nanoTime;
    private long uncounted;

    private static final class Noted {
        private final LinkedHashMap<String, Boolean> reasons = new LinkedHashMap<>();
        private final String profile;
        private final String code;
        private long count;
        private long last;
        private String advice = "";

        private Noted(String profile, String code) {
            this.profile = profile;
            this.code = code;
        }
    }

    Notices(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    synchronized void add(String profile, List<Notice> notices) {
        for (Notice notice : notices) {
            String code = cut(notice.code());
            Noted noted = all.get(profile + '/' + code);
            if (noted == null) {
                if (all.size() >= MOST) {
                    uncounted++;
                    continue;
                }
                noted = new Noted(profile, code);
                all.put(profile + '/' + code, noted);
            }
            noted.count++;
            noted.last = nanoTime.getAsLong();
            noted.advice = cut(notice.advice());
            String reason = cut(notice.reason());
            noted.reasons.remove(reason);
            noted.reasons.put(reason, true);
            if (noted.reasons.size() > MOST_REASONS) {
                noted.reasons.remove(noted.reasons.keySet().iterator().next());
            }
        }
    }

    synchronized void addTo(Report.Builder report) {
        long now = nanoTime.getAsLong();
        for (Noted noted : all.values()) {
            report.metric("profiles.notices." + noted.profile + "." + noted.code, noted.count);
            if (now - noted.last < SHOWN_NANOS) {
                report.problem(new Problem(
                        "profile_notice",
                        "profile " + noted.profile + " noticed " + noted.code + ", " + noted.count + " in all; lately: "
                                + String.join("; ", new ArrayList<>(noted.reasons.keySet())),
                        noted.advice,
                        false));
            }
        }
        report.metric("profiles.notices.uncounted", uncounted);
    }

    private static String cut(String text) {
        return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    }
}
