package org.headgate.mqtt.source.internal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.headgate.api.status.Problem;
import org.headgate.api.status.Report;
import org.headgate.api.topic.TopicFilter;
import org.jspecify.annotations.Nullable;

/** What is wrong with one link at the moment, for the operator. Changed by the link's thread, read by any. */
final class Complaints {
    private static final int REFUSED = 0x80;
    private static final long TOLD_NANOS = TimeUnit.HOURS.toNanos(24);

    private final Broker broker;
    private volatile @Nullable Problem link;
    private volatile @Nullable Problem session;
    private volatile @Nullable Problem lost;
    private volatile Map<TopicFilter, Problem> filters = Map.of();
    private volatile long lostAt;

    Complaints(Broker broker) {
        this.broker = broker;
    }

    void link(@Nullable Problem problem) {
        link = problem;
    }

    /** The broker let us in. @param before whether it did so before, since the start */
    void admitted(FromBroker.Connected answer, boolean before) {
        long wanted = broker.sessionSeconds();
        session = answer.sessionSeconds() < 0 || answer.sessionSeconds() >= wanted
                ? null
                : warning(
                        "session_shortened",
                        "it keeps our session for " + answer.sessionSeconds() + " s, not for the " + wanted
                                + " s of session.hours: what comes later while we are away is lost",
                        "raise the broker's limit for sessions, or lower session.hours so that it is true");
        if (before && wanted > 0 && !answer.resumed()) {
            lostAt = System.nanoTime();
            lost = warning(
                    "session_lost",
                    "it had forgotten our session when the connection was made anew; what it had not delivered is gone."
                            + " The subscriptions are made again",
                    "let the broker keep its sessions (Mosquitto: persistence true, autosave_interval); see whether another"
                            + " client uses client id '" + broker.clientId()
                            + "' with a clean start. Told for 24 hours");
        }
    }

    /** Takes what became of each filter; gives those that were refused. */
    List<TopicFilter> subscribed(List<TopicFilter> asked, int[] codes) {
        List<TopicFilter> refused = new ArrayList<>();
        Map<TopicFilter, Problem> problems = new LinkedHashMap<>(filters);
        problems.keySet().removeAll(asked);
        for (int i = 0; i < asked.size() && i < codes.length; i++) {
            if (codes[i] >= REFUSED) {
                refused.add(asked.get(i));
                problems.put(
                        asked.get(i),
                        Failure.problem(
                                broker,
                                "subscription_refused",
                                "user '" + broker.user() + "' may not read " + asked.get(i) + " (reason 0x"
                                        + Integer.toHexString(codes[i]) + ")",
                                "grant it in the broker, or take it out of topics; it is asked again every minute"));
            } else if (codes[i] == 0 && broker.qos() > 0) {
                problems.put(
                        asked.get(i),
                        warning(
                                "qos_lowered",
                                "it grants " + asked.get(i) + " at QoS 0 only: what is not read in time is lost",
                                "raise the broker's maximum QoS, or set qos = 0 if that is what you want"));
            }
        }
        filters = Collections.unmodifiableMap(problems);
        return refused;
    }

    void report(Report.Builder report) {
        Problem first = link;
        if (first != null) {
            report.problem(first);
        }
        filters.values().forEach(report::problem);
        Problem second = session;
        if (second != null) {
            report.problem(second);
        }
        Problem third = lost;
        if (third != null && System.nanoTime() - lostAt < TOLD_NANOS) {
            report.problem(third);
        }
    }

    private Problem warning(String code, String reason, String remedy) {
        Problem problem = Failure.problem(broker, code, reason, remedy);
        return new Problem(problem.code(), problem.reason(), problem.remedy(), false);
    }
}
