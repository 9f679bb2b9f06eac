package org.headgate.lora.source.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.headgate.lora.source.internal.Session.Checked;
import org.headgate.lora.source.internal.Session.Verdict;
import org.headgate.profile.lorawan.frame.DataFrame;
import org.jspecify.annotations.Nullable;

/** The devices whose keys the operator gave. Safe for any thread, changed by one. */
final class Sessions {
    /** Several devices may have one address; an address alone makes no more work than this. */
    private static final int MOST_OF_ONE_ADDRESS = 8;

    private final Map<Long, List<Session>> byAddress = new HashMap<>();
    private final List<Session> all = new ArrayList<>();
    private boolean changed;

    /** Whose frame it is, and what was found. @param session null where it is nobody's */
    record Found(@Nullable Session session, Checked checked) {}

    /** Takes these in the place of all; those that go on keep their counters. @return how many were left out, since too many have one address */
    synchronized int replace(Collection<Session> sessions) {
        Map<String, Long> counters = counters();
        byAddress.clear();
        all.clear();
        int left = 0;
        for (Session session : sessions) {
            List<Session> same = byAddress.computeIfAbsent(session.devAddr(), key -> new ArrayList<>(1));
            if (same.size() == MOST_OF_ONE_ADDRESS) {
                left++;
                continue;
            }
            same.add(session);
            all.add(session);
        }
        resume(counters);
        changed = true;
        return left;
    }

    /** The strongest of what the devices of that address say of it. */
    synchronized Found check(DataFrame frame) {
        Found found = new Found(null, Checked.of(Verdict.FOREIGN, -1));
        for (Session session : byAddress.getOrDefault(frame.devAddr(), List.of())) {
            Checked checked = session.check(frame);
            if (checked.verdict() != Verdict.FOREIGN) {
                changed |= checked.verdict() == Verdict.GENUINE;
                return new Found(session, checked);
            }
        }
        return found;
    }

    synchronized boolean knows(long devAddr) {
        return byAddress.containsKey(devAddr);
    }

    synchronized int size() {
        return all.size();
    }

    /** The newest counter of each session, by its print. */
    synchronized Map<String, Long> counters() {
        Map<String, Long> counters = new TreeMap<>();
        for (Session session : all) {
            if (session.counter() >= 0) {
                counters.put(session.print(), session.counter());
            }
        }
        return counters;
    }

    synchronized void resume(Map<String, Long> counters) {
        all.forEach(session -> session.resume(counters.getOrDefault(session.print(), -1L)));
    }

    /** They are to be written. */
    synchronized void changed() {
        changed = true;
    }

    /** Whether counters moved since it was asked last. */
    synchronized boolean takeChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }
}
