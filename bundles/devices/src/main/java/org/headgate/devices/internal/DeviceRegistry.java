package org.headgate.devices.internal;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.headgate.api.device.Devices;
import org.headgate.store.Database;
import org.jspecify.annotations.Nullable;

/** The devices, in memory and written behind. */
final class DeviceRegistry implements Devices {
    private static final String OPERATOR = "operator";

    private final ConcurrentHashMap<String, Known> known = new ConcurrentHashMap<>();
    private final AtomicBoolean saving = new AtomicBoolean();
    private final Database database;
    private final AdoptionRule rule;
    private final int max;
    private final long ghostMillis;
    private final LongSupplier clock;
    /** Guarded by this. */
    private final Ghosts ghosts;

    final LongAdder untracked = new LongAdder();
    final LongAdder expired = new LongAdder();
    final LongAdder dropped = new LongAdder();
    private volatile String fullSource = "";
    final LongAdder failedSaves = new LongAdder();

    /**
     * @param ghostMillis after which a device that was never adopted and is silent is dropped
     * @param ghostsPerSource how many such devices one source may have
     */
    DeviceRegistry(
            Database database, AdoptionRule rule, int max, long ghostMillis, int ghostsPerSource, LongSupplier clock) {
        this.database = database;
        this.rule = rule;
        this.max = max;
        this.ghostMillis = ghostMillis;
        this.clock = clock;
        this.ghosts = new Ghosts(ghostsPerSource);
    }

    synchronized void load(List<Device> stored) {
        for (Device device : stored) {
            Known loaded = new Known(device);
            if (known.put(device.urn(), loaded) == null && !loaded.adopted()) {
                ghosts.add(loaded.origin());
            }
        }
    }

    @Override
    public boolean adopted(String urn, String profile) {
        Known device = known.get(urn);
        if (device == null) {
            Optional<String> by = rule.adopts(profile, urn);
            device = by.isPresent() ? track(urn, "", clock.getAsLong(), by.get()) : null;
        }
        return device != null && device.adopted();
    }

    @Override
    public boolean isAdopted(String urn) {
        Known device = known.get(urn);
        return device != null && device.adopted();
    }

    @Override
    public void seen(Seen seen) {
        Known device = known.get(seen.urn());
        if (device == null) {
            String by = rule.adopts(seen.profile(), seen.urn()).orElse("");
            device = track(seen.urn(), Ghosts.source(seen), seen.receivedAt(), by);
        }
        if (device != null) {
            device.hear(seen);
        }
    }

    @Override
    public List<Device> list() {
        return known.values().stream()
                .map(Known::toDevice)
                .sorted(Comparator.comparingLong(Device::lastSeen).reversed())
                .toList();
    }

    @Override
    public Optional<Device> find(String urnOrName) {
        Known exact = known.get(urnOrName);
        if (exact != null) {
            return Optional.of(exact.toDevice());
        }
        List<Device> named = known.values().stream()
                .map(Known::toDevice)
                .filter(device -> device.name().equals(urnOrName))
                .limit(2)
                .toList();
        return named.size() == 1 ? Optional.of(named.get(0)) : Optional.empty();
    }

    @Override
    public CompletionStage<Device> adopt(String urn) {
        Known device = hold(urn);
        if (device == null) {
            return CompletableFuture.failedFuture(new IllegalArgumentException(
                    "no device " + urn + " was heard; 'headgate device list' shows those that were"));
        }
        return database.write(connection -> {
                    DeviceTable.adopt(connection, device.toDevice(), OPERATOR);
                    return device;
                })
                .thenApply(this::adopted)
                .whenComplete((adopted, failure) -> device.beingAdopted(false));
    }

    private synchronized @Nullable Known hold(String urn) {
        Known device = known.get(urn);
        if (device != null) {
            device.beingAdopted(true);
        }
        return device;
    }

    private synchronized Device adopted(Known device) {
        boolean ghost = !device.adopted() && !device.forgotten();
        device.adopt(OPERATOR);
        if (ghost) {
            ghosts.remove(device.origin());
        }
        return device.toDevice();
    }

    @Override
    public CompletionStage<Boolean> forget(String urn) {
        if (!remove(urn)) {
            return CompletableFuture.completedFuture(false);
        }
        return database.write(connection -> {
            DeviceTable.delete(connection, List.of(urn));
            return true;
        });
    }

    private synchronized boolean remove(String urn) {
        Known device = known.remove(urn);
        if (device == null) {
            return false;
        }
        device.forget();
        if (!device.adopted()) {
            ghosts.remove(device.origin());
        }
        return true;
    }

    int size() {
        return known.size();
    }

    synchronized int ghostCount() {
        return ghosts.size();
    }

    /** Which source met its limit last; "" where none did. */
    String fullSource() {
        return fullSource;
    }

    long adoptedCount() {
        return known.values().stream().filter(Known::adopted).count();
    }

    /** Writes what changed, and with it, if asked, what was only heard again. Does not block. */
    void save(boolean withCounts) {
        if (!saving.compareAndSet(false, true)) {
            return;
        }
        List<String> gone = dropSilent(clock.getAsLong() - ghostMillis);
        List<Known> due = known.values().stream()
                .filter(device -> device.take(withCounts))
                .toList();
        if (due.isEmpty() && gone.isEmpty()) {
            saving.set(false);
            return;
        }
        database.write(connection -> {
                    DeviceTable.delete(connection, gone);
                    for (Known device : due) {
                        if (!device.forgotten()) {
                            DeviceTable.save(connection, device.toDevice());
                        }
                    }
                    return due.size();
                })
                .whenComplete((count, failure) -> {
                    if (failure != null) {
                        failedSaves.increment();
                        due.forEach(Known::giveBack);
                    }
                    saving.set(false);
                });
    }

    private synchronized @Nullable Known track(String urn, String origin, long at, String adoptedBy) {
        Known there = known.get(urn);
        if (there != null) {
            return there;
        }
        boolean ghost = adoptedBy.isEmpty();
        if (ghost && ghosts.isFull(origin)) {
            fullSource = origin;
            drop(Ghosts.victims(ghosts(origin), ghosts.limit()));
        }
        if (known.size() >= max && !makeRoom()) {
            untracked.increment();
            return null;
        }
        Known device = new Known(urn, origin, at, adoptedBy);
        known.put(urn, device);
        if (ghost) {
            ghosts.add(origin);
        }
        return device;
    }

    /** Drops some of those never adopted, wherever they were heard. */
    private boolean makeRoom() {
        List<Known> victims = Ghosts.victims(ghosts(null), max);
        drop(victims);
        return !victims.isEmpty();
    }

    private List<Known> ghosts(@Nullable String origin) {
        return known.values().stream()
                .filter(device ->
                        device.mayGo() && (origin == null || device.origin().equals(origin)))
                .toList();
    }

    private void drop(List<Known> victims) {
        dropped.add(victims.size());
        List<String> stored = remove(victims);
        if (!stored.isEmpty()) {
            database.write(connection -> {
                DeviceTable.delete(connection, stored);
                return stored.size();
            });
        }
    }

    private synchronized List<String> dropSilent(long before) {
        List<Known> silent = known.values().stream()
                .filter(device -> device.mayGo() && device.lastSeen() < before)
                .toList();
        expired.add(silent.size());
        return remove(silent);
    }

    /** @return those that the database may hold */
    private List<String> remove(List<Known> gone) {
        for (Known ghost : gone) {
            ghost.forget();
            known.remove(ghost.urn(), ghost);
            ghosts.remove(ghost.origin());
        }
        return gone.stream().filter(Known::stored).map(Known::urn).toList();
    }
}
