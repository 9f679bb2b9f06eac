package org.headgate.lora.source.internal;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.headgate.api.status.Problem;

/** Which limits somebody met lately, for the status. Safe for any thread. */
final class Limits {
    private static final long SHOWN_NANOS = TimeUnit.MINUTES.toNanos(10);

    /** A limit, what happens beyond it, and what to do. */
    enum Limit {
        STRANGERS(
                "datagrams of gateways that are not let in were dropped",
                "add the gateway's EUI to lora-source.gateways.allow if it is yours, or see who sends them"),
        GATEWAYS(
                "datagrams of one more gateway than lora-source.gateways were dropped",
                "name your gateways in lora-source.gateways.allow, or raise lora-source.gateways"),
        GATEWAY_RATE(
                "messages above gateway.rate were dropped",
                "see what fills the air at that gateway, or raise lora-source.gateway.rate"),
        PEER_RATE("datagrams above peer.rate were dropped", "see who sends them, or raise lora-source.peer.rate"),
        HELD(
                "messages were dropped, because intake did not take them for too long",
                "see the status of intake; or raise lora-source.queue.mib"),
        ELEMENTS(
                "frames were dropped, because one datagram held more than " + PushBody.MOST_ELEMENTS,
                "let the forwarder send more often");

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
        met(limit, 1);
    }

    void met(Limit limit, long times) {
        Met there = met.get(limit);
        there.at = System.nanoTime();
        there.count.addAndGet(times);
    }

    long count(Limit limit) {
        return met.get(limit).count.get();
    }

    List<Problem> lately() {
        List<Problem> problems = new ArrayList<>();
        met.forEach((limit, there) -> {
            if (there.count.get() > 0 && System.nanoTime() - there.at < SHOWN_NANOS) {
                problems.add(new Problem(
                        "limit_" + limit.name().toLowerCase(Locale.ROOT),
                        there.count.get() + " " + limit.what,
                        limit.remedy,
                        false));
            }
        });
        return problems;
    }
}
