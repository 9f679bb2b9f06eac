package org.headgate.intake.internal;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Decoded;
import org.headgate.api.status.Problem;
import org.headgate.api.status.Report;
import org.jspecify.annotations.Nullable;

/**
 * Who is heard again and again, so that one sighting an interval goes to the journal for each receiver and transmitter. A place is free again once its transmitter was silent
 * for an interval; nobody who is heard is put out of it by others. One source (a sender, or a transport that knows none, with one profile) has a limited number, and those
 * for whom it has none are counted alone: so who makes up addresses takes neither memory nor disk. Adopted transmitters always get a place. Safe for any thread.
 */
final class Sightings {
    private static final int LONGEST_SOURCE = 200;
    private static final long REMEMBERED_NANOS = TimeUnit.HOURS.toNanos(1);

    final LongAdder kept = new LongAdder();
    final LongAdder repeated = new LongAdder();
    final LongAdder dropped = new LongAdder();
    final LongAdder expired = new LongAdder();

    private final Limits limits;
    /** Guarded by this, with all below. */
    private final Map<String, Source> sources = new HashMap<>();

    private int size;
    private String fullSource = "";
    private long fullAt;

    /** @param millis the interval; 0: none is kept @param perSource places of one source @param all places of all, those of adopted transmitters included */
    record Limits(long millis, int perSource, int all) {}

    private record Pair(String receiver, String transmitter) {}

    /** The longest silent first. */
    private static final class Source {
        private final LinkedHashMap<Pair, Heard> heard = new LinkedHashMap<>(16, 0.75f, true);
        private int strangers;
        private long usedAt;
    }

    Sightings(Limits limits) {
        this.limits = limits;
    }

    /**
     * What of a sighting goes to the journal: nothing, or the sighting with how often and how strongly the transmitter was heard since the one before.
     *
     * @param known whether the transmitter is an adopted device
     */
    synchronized Optional<Decoded> take(Decoded sighting, Message message, String profile, boolean known) {
        String name = source(message, profile);
        Pair pair = new Pair(sighting.device(), String.valueOf(sighting.transmitter()));
        long now = message.receivedAt();
        Source source = sources.computeIfAbsent(name, key -> new Source());
        source.usedAt = System.nanoTime();
        expire(source, now);
        Heard heard = source.heard.get(pair);
        if (heard == null) {
            heard = limits.millis() > 0 && hasRoom(source, known) ? new Heard(known) : null;
            if (heard == null) {
                notTaken(name, source);
                return Optional.empty();
            }
            source.heard.put(pair, heard);
            source.strangers += known ? 0 : 1;
            size++;
        }
        heard.add(sighting, now);
        if (!heard.isDue(now, limits.millis())) {
            repeated.increment();
            return Optional.empty();
        }
        kept.increment();
        return Optional.of(heard.tell(sighting, message, now));
    }

    /** What a message of that source told was not written after all: it is told anew when it is heard again. */
    synchronized void notWritten(Message message, String profile) {
        Source source = sources.remove(source(message, profile));
        size -= source == null ? 0 : source.heard.size();
    }

    /** Frees the places of sources from which nothing came for an interval. */
    synchronized void expire() {
        long now = System.nanoTime();
        long silence = TimeUnit.MILLISECONDS.toNanos(limits.millis());
        Iterator<Source> each = sources.values().iterator();
        while (each.hasNext()) {
            Source source = each.next();
            if (now - source.usedAt > silence) {
                expired.add(source.heard.size());
                size -= source.heard.size();
                each.remove();
            }
        }
    }

    synchronized int size() {
        return size;
    }

    void addTo(Report.Builder report) {
        report.metric("intake.sightings", kept.sum())
                .metric("intake.sightings.repeated", repeated.sum())
                .metric("intake.sightings.dropped", dropped.sum())
                .metric("intake.transmitters", size())
                .metric("intake.transmitters.expired", expired.sum())
                .metric("intake.transmitters.max", limits.all());
        Problem passing = passing();
        if (passing != null) {
            report.problem(passing);
        }
    }

    private synchronized @Nullable Problem passing() {
        boolean lately = !fullSource.isEmpty() && System.nanoTime() - fullAt < REMEMBERED_NANOS;
        return lately
                ? new Problem(
                        "transmitters_passing",
                        fullSource + " reports more transmitters within " + limits.millis() / 1000
                                + " s than there are places (" + limits.perSource() + " a source, " + limits.all()
                                + " in all); of others " + dropped.sum() + " sightings were counted and not kept",
                        "adopt the devices that are yours: they always have a place; let the reporter tell only of"
                                + " sensors, or of those that you name (OpenMQTTGateway: onlysensors, white-list),"
                                + " or raise intake.transmitters.per.source",
                        false)
                : null;
    }

    private static String source(Message message, String profile) {
        String source = message.source() + (message.sender().isEmpty() ? "" : ' ' + message.sender()) + ' ' + profile;
        return source.length() > LONGEST_SOURCE ? source.substring(0, LONGEST_SOURCE) : source;
    }

    private void notTaken(String name, Source source) {
        dropped.increment();
        if (limits.millis() > 0) {
            fullSource = name;
            fullAt = System.nanoTime();
        }
        if (source.heard.isEmpty()) {
            sources.remove(name);
        }
    }

    private void expire(Source source, long now) {
        Iterator<Heard> each = source.heard.values().iterator();
        while (each.hasNext()) {
            Heard heard = each.next();
            if (!heard.isSilent(now, limits.millis())) {
                return;
            }
            each.remove();
            source.strangers -= heard.known ? 0 : 1;
            size--;
            expired.increment();
        }
    }

    private boolean hasRoom(Source source, boolean known) {
        return (known || source.strangers < limits.perSource()) && (size < limits.all() || makeRoom(source, known));
    }

    /** The source that has most gives a place away: to an adopted transmitter, or to a source that has less. */
    private boolean makeRoom(Source asking, boolean known) {
        Source most = sources.values().stream()
                .max(Comparator.comparingInt(source -> source.strangers))
                .orElseThrow();
        if (most.strangers == 0 || !known && most.strangers <= asking.strangers + 1) {
            return false;
        }
        Iterator<Heard> each = most.heard.values().iterator();
        while (each.next().known) {
            // adopted: stays
        }
        each.remove();
        most.strangers--;
        size--;
        return true;
    }
}
