package org.headgate.profiles.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Announced;
import org.headgate.api.profile.Announcement;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.api.profile.Reading;
import org.headgate.store.Database;
import org.headgate.store.StoreUnavailable;
import org.jspecify.annotations.Nullable;

/**
 * What devices announced, in memory and on disk, bounded in bytes. Where it is full, the sender who holds most makes room. Reading takes no lock.
 */
public final class Announcements {
    private static final int MOST_AT_ONCE = 512;
    private static final int MOST_ADDRESSES = 16;
    private static final int MOST_AT_A_PLACE = 1024;
    private static final int LARGEST_AT_A_PLACE = 512 * 1024;
    private static final int LONGEST_NAME = 1024;
    private static final int LARGEST = 256 * 1024;

    private final Shelf shelf = new Shelf();
    private final Database database;
    private final long limit;
    private final LongAdder dropped = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final Set<Long> undeleted = new LinkedHashSet<>();
    private long nextId = 1;

    /** @param limit in bytes */
    public Announcements(Database database, long limit) {
        this.database = database;
        this.limit = limit;
    }

    /** Reads what is on disk. Blocks. */
    public synchronized void load() throws StoreUnavailable {
        database.prepare("profiles", List.of(AnnouncementTable.SCHEMA));
        List<Long> gone = new ArrayList<>();
        for (Known known : database.read(AnnouncementTable::load)) {
            nextId = Math.max(nextId, known.id + 1);
            shelf.put(known);
            makeRoom(gone);
        }
        undeleted.addAll(gone);
    }

    boolean isEmpty() {
        return shelf.isEmpty();
    }

    int size() {
        return shelf.size();
    }

    long bytes() {
        return shelf.bytes();
    }

    long limit() {
        return limit;
    }

    long dropped() {
        return dropped.sum();
    }

    long refused() {
        return refused.sum();
    }

    /** Those that name an address, for one sender. */
    Known[] at(String transport, String sender, String address) {
        return shelf.at(new Place(transport, sender, address));
    }

    Announced before(String profile, Message message) {
        return new View(profile, message);
    }

    CompletionStage<Void> keep(String profile, Message message, Reading reading) throws MalformedPayload {
        try {
            check(reading);
            return change(profile, message, reading);
        } catch (MalformedPayload e) {
            refused.increment();
            throw e;
        }
    }

    private synchronized CompletionStage<Void> change(String profile, Message message, Reading reading)
            throws MalformedPayload {
        checkPlaces(profile, message, reading);
        List<Long> gone = new ArrayList<>();
        List<Known> fresh = new ArrayList<>();
        List<CompletableFuture<Void>> stored = new ArrayList<>();
        for (String name : reading.withdrawn()) {
            withdraw(shelf.get(Known.key(profile, message.sender(), name)), gone);
        }
        for (Announcement announcement : reading.announced()) {
            Known there = shelf.get(Known.key(profile, message.sender(), announcement.name()));
            if (there != null && there.says(message.transport(), announcement) && !there.isLost()) {
                there.use();
                shelf.refresh(there);
                stored.add(there.stored);
                continue;
            }
            if (there != null) {
                gone.add(there.id);
            }
            Known known = new Known(
                    nextId++, profile, message.sender(), message.transport(), announcement, new CompletableFuture<>());
            shelf.put(known);
            fresh.add(known);
            stored.add(known.stored);
            makeRoom(gone);
        }
        fresh.removeIf(this::wentAtOnce);
        reading.marks().forEach((name, number) -> mark(profile, message, name, number));
        if (!gone.isEmpty()
                || !fresh.isEmpty()
                || !undeleted.isEmpty() && !reading.withdrawn().isEmpty()) {
            stored.add(write(gone, fresh));
        }
        return CompletableFuture.allOf(stored.toArray(CompletableFuture[]::new));
    }

    /** One that made room for another of the same message. */
    private boolean wentAtOnce(Known known) {
        return shelf.get(known.key()) != known && known.stored.complete(null);
    }

    /** What could not be deleted is tried again with the next change: else it would be back after a restart. */
    private CompletableFuture<Void> write(List<Long> gone, List<Known> fresh) {
        List<Long> all = new ArrayList<>(undeleted);
        all.addAll(gone);
        undeleted.clear();
        CompletableFuture<Void> done = new CompletableFuture<>();
        database.<Boolean>write(
                connection -> {
                    AnnouncementTable.change(connection, all, fresh);
                    return true;
                },
                (written, failure) -> {
                    if (failure == null) {
                        fresh.forEach(known -> known.stored.complete(null));
                        done.complete(null);
                    } else {
                        undo(all);
                        fresh.forEach(known -> known.stored.completeExceptionally(failure));
                        done.completeExceptionally(failure);
                    }
                });
        return done;
    }

    private synchronized void undo(List<Long> ids) {
        undeleted.addAll(ids);
    }

    private void withdraw(@Nullable Known known, List<Long> gone) {
        if (known != null) {
            shelf.remove(known);
            gone.add(known.id);
        }
    }

    private void makeRoom(List<Long> gone) {
        while (shelf.bytes() > limit) {
            Known least = shelf.leastNeeded();
            if (least == null) {
                return;
            }
            withdraw(least, gone);
            dropped.increment();
        }
    }

    private void mark(String profile, Message message, String name, long number) {
        Known known = shelf.get(Known.key(profile, message.sender(), name));
        if (known != null) {
            known.mark(number);
        }
    }

    private void check(Reading reading) throws MalformedPayload {
        if (reading.announced().size() > MOST_AT_ONCE) {
            throw new MalformedPayload(
                    "too_many_announcements",
                    reading.announced().size() + " announcements in one message, at most " + MOST_AT_ONCE);
        }
        for (Announcement announcement : reading.announced()) {
            checkText(announcement.name());
            for (String address : announcement.addresses()) {
                checkText(address);
            }
            if (announcement.addresses().size() > MOST_ADDRESSES) {
                throw new MalformedPayload(
                        "announcement_too_large",
                        "an announcement names " + announcement.addresses().size() + " addresses, at most "
                                + MOST_ADDRESSES);
            }
            int most = (int) Math.min(LARGEST, limit / 4);
            if (announcement.content().length > most) {
                throw new MalformedPayload(
                        "announcement_too_large",
                        "an announcement of " + announcement.content().length + " bytes, at most " + most);
            }
        }
    }

    private static void checkText(String text) throws MalformedPayload {
        if (text.length() > LONGEST_NAME || text.indexOf('\0') >= 0) {
            throw new MalformedPayload(
                    "announcement_too_large",
                    "a name or an address of " + text.length() + " characters, at most " + LONGEST_NAME
                            + ", none of them U+0000");
        }
    }

    private void checkPlaces(String profile, Message message, Reading reading) throws MalformedPayload {
        Set<String> changed = new HashSet<>(reading.withdrawn());
        reading.announced().forEach(announcement -> changed.add(announcement.name()));
        Map<String, Load> loads = new HashMap<>();
        for (Announcement announcement : reading.announced()) {
            for (String address : announcement.addresses()) {
                Load load = loads.computeIfAbsent(address, there -> staying(profile, message, there, changed));
                load.count++;
                load.bytes += announcement.content().length;
                if (load.count > MOST_AT_A_PLACE || load.bytes > LARGEST_AT_A_PLACE && load.count > 1) {
                    throw new MalformedPayload(
                            "too_many_announcements",
                            "more than " + MOST_AT_A_PLACE + " announcements, or " + LARGEST_AT_A_PLACE
                                    + " bytes of them, name one address");
                }
            }
        }
    }

    /** All of it is read with each message that comes there. */
    private static final class Load {
        private int count;
        private long bytes;
    }

    private Load staying(String profile, Message message, String address, Set<String> changed) {
        Load load = new Load();
        for (Known known : at(message.transport(), message.sender(), address)) {
            if (!known.profile.equals(profile) || !changed.contains(known.announcement.name())) {
                load.count++;
                load.bytes += known.announcement.content().length;
            }
        }
        return load;
    }

    /** What one message may see. */
    private final class View implements Announced {
        private final String profile;
        private final Message message;

        private View(String profile, Message message) {
            this.profile = profile;
            this.message = message;
        }

        @Override
        public Optional<Announcement> named(String name) {
            return Optional.ofNullable(find(name)).map(this::use);
        }

        @Override
        public List<Announcement> below(String prefix) {
            return shelf.below(Known.key(profile, message.sender(), prefix)).stream()
                    .map(known -> known.announcement)
                    .toList();
        }

        @Override
        public List<Announcement> here() {
            List<Announcement> here = new ArrayList<>();
            for (Known known : at(message.transport(), message.sender(), message.address())) {
                if (known.profile.equals(profile)) {
                    here.add(use(known));
                }
            }
            return here;
        }

        @Override
        public OptionalLong mark(String name) {
            Known known = find(name);
            return known == null ? OptionalLong.empty() : known.mark();
        }

        private @Nullable Known find(String name) {
            return shelf.get(Known.key(profile, message.sender(), name));
        }

        private Announcement use(Known known) {
            known.use();
            return known.announcement;
        }
    }
}
