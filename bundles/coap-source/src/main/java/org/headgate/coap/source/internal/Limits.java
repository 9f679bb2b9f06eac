package org.headgate.coap.source.internal;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.headgate.api.status.Problem;

/** Which limits somebody met lately, for the status. Safe for any thread. */
final class Limits {
    private static final long SHOWN_NANOS = TimeUnit.MINUTES.toNanos(10);

    /** A limit, what happens beyond it, and what to do. */
    enum Limit {
        PEER_RATE("messages above peer.rate were told 4.29", "see which device it is, or raise coap-source.peer.rate"),
        STRANGERS(
                "datagrams from another machine without DTLS were dropped: only five a second are told 4.01",
                "let the device use coaps, or block that address"),
        QUEUE(
                "datagrams were dropped, because they came faster than they are read",
                "nothing, if devices repeat them; else spread their times"),
        OVERSIZE(
                "datagrams above " + PlainConnector.LARGEST_DATAGRAM + " bytes were dropped",
                "let the device send in blocks (Block1)"),
        RECENT(
                "messages were forgotten before the time in which they may be repeated",
                "nothing: the journal still knows them; or raise coap-source.recent.mib"),
        DTLS_CONNECTIONS(
                "times the table of DTLS connections was found full; who was silent for a minute makes room",
                "raise coap-source.dtls.connections, or see who opens so many");

        final String what;
        final String remedy;

        Limit(String what, String remedy) {
            this.what = what;
            this.remedy = remedy;
        }
    }

    private static final class Met {
        final AtomicLong count = new AtomicLong();
        volatile long at;
    }

    private final Map<Limit, Met> met = new EnumMap<>(Limit.class);

    Limits() {
        for (Limit limit : Limit.values()) {
            met.put(limit, new Met());
        }
    }

    void met(Limit limit) {
        Met there = met.get(limit);
        there.at = System.nanoTime();
        there.count.incrementAndGet();
    }

    long count(Limit limit) {
        return met.get(limit).count.get();
    }

    List<Problem> lately() {
        List<Problem> problems = new ArrayList<>();
        met.forEach((limit, there) -> {
            if (there.count.get() > 0 && System.nanoTime() - there.at < SHOWN_NANOS) {
                problems.add(new Problem(
                        "limit_" + limit.name().toLowerCase(java.util.Locale.ROOT),
                        there.count.get() + " " + limit.what,
                        limit.remedy,
                        false));
            }
        });
        return problems;
    }
}
