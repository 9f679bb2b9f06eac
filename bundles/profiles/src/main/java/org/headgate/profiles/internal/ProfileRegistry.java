package org.headgate.profiles.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Announced;
import org.headgate.api.profile.Claim;
import org.headgate.api.profile.DeviceProfile;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.api.profile.Profiles.Info;
import org.headgate.api.profile.Profiles.Match;
import org.headgate.api.profile.Reading;

/** The installed profiles. Safe for any thread; reading takes no lock. */
public final class ProfileRegistry implements Selection.Asker {
    private static final Comparator<Installed> BEST_FIRST =
            Comparator.comparingInt(Installed::ranking).reversed().thenComparingLong(Installed::service);
    private static final int MOST_CONFLICTS = 16;

    private final ConcurrentHashMap<Thread, String> asking = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Set<String>> conflicts = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, LongAdder> faults = new ConcurrentHashMap<>();
    private final LongAdder dropped = new LongAdder();
    private final Notices notices = new Notices(System::nanoTime);
    private final long cacheBytes;
    private final Announcements announcements;
    private volatile Selection selection;

    public ProfileRegistry(long cacheBytes, Announcements announcements) {
        this.cacheBytes = cacheBytes;
        this.announcements = announcements;
        // Milliseconds, so that a registry that is started again counts on above the one before it.
        this.selection = select(System.currentTimeMillis() << 12, List.of());
    }

    Optional<Match> match(Message message) {
        Selection now = selection;
        Installed found = now.match(message);
        if (!announcements.isEmpty()) {
            Known[] announced = announcements.at(message.transport(), message.sender(), message.address());
            Installed named = announced.length == 0 ? null : now.announcedTo(announced);
            if (named != null && (found == null || BEST_FIRST.compare(named, found) < 0)) {
                found = named;
            }
        }
        return found == null ? Optional.empty() : found.match();
    }

    String line(Message message) {
        return selection.line(message);
    }

    /** Whether a profile that is in use would decode what comes there. */
    boolean isAnnounced(Message message, String address) {
        return !announcements.isEmpty()
                && selection.announcedTo(announcements.at(message.transport(), message.sender(), address)) != null;
    }

    Announced announced(String profile, Message message) {
        return announcements.before(profile, message);
    }

    CompletionStage<Void> announce(String profile, Message message, Reading reading) throws MalformedPayload {
        CompletionStage<Void> kept = announcements.keep(profile, message, reading);
        if (!reading.notices().isEmpty()) {
            notices.add(profile, reading.notices());
        }
        return kept;
    }

    Notices notices() {
        return notices;
    }

    long generation() {
        return selection.generation;
    }

    Optional<String> asking(Thread thread) {
        return Optional.ofNullable(asking.get(thread));
    }

    void add(Installed profile) {
        change(profiles -> {
            List<Installed> more = new ArrayList<>(profiles);
            more.add(profile);
            more.sort(BEST_FIRST);
            return more;
        });
    }

    void remove(DeviceProfile profile) {
        change(profiles -> profiles.stream()
                .filter(installed -> installed.profile() != profile)
                .toList());
    }

    void disable(String id, String reason) {
        change(profiles -> profiles.stream()
                .map(installed -> installed.id().equals(id) ? installed.disabled(reason) : installed)
                .toList());
    }

    List<Info> list() {
        return selection.all.stream()
                .map(this::info)
                .sorted(Comparator.comparing(Info::id))
                .toList();
    }

    Map<String, LongAdder> faults() {
        return faults;
    }

    int cached() {
        return selection.cached();
    }

    long dropped() {
        return dropped.sum();
    }

    @Override
    public Claim ask(Installed profile, Message message) {
        Thread thread = Thread.currentThread();
        asking.put(thread, profile.id());
        try {
            Claim claim = profile.profile().claims(message);
            return claim == null ? Claim.NO : claim;
        } catch (Throwable e) {
            faults.computeIfAbsent(profile.id(), id -> new LongAdder()).increment();
            return Claim.NOT_THIS_ONE;
        } finally {
            asking.remove(thread);
        }
    }

    @Override
    public void conflict(Installed winner, Installed other) {
        note(winner.id(), other.id());
        note(other.id(), winner.id());
    }

    private void note(String id, String other) {
        Set<String> noted = conflicts.computeIfAbsent(id, key -> new TreeSet<>());
        synchronized (noted) {
            if (noted.size() < MOST_CONFLICTS) {
                noted.add(other);
            }
        }
    }

    private synchronized void change(UnaryOperator<List<Installed>> how) {
        Selection before = selection;
        List<Installed> after = List.copyOf(how.apply(before.all));
        conflicts.clear();
        faults.clear();
        selection = select(before.generation + 1, after);
    }

    private Selection select(long generation, List<Installed> profiles) {
        return new Selection(generation, profiles, cacheBytes, dropped, this);
    }

    private Info info(Installed installed) {
        Set<String> noted = conflicts.getOrDefault(installed.id(), Set.of());
        List<String> others;
        synchronized (noted) {
            others = List.copyOf(noted);
        }
        return new Info(
                installed.id(),
                installed.version(),
                installed.title(),
                installed.transports(),
                installed.topics(),
                installed.bundle(),
                installed.disabledBecause(),
                others);
    }
}
