package org.headgate.devices.internal;

import java.util.ArrayList;
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
    final LongAdder untracked = new LongAdder();
    final LongAdder expired = new LongAdder();
    final LongAdder failedSaves = new LongAdder();

    /** @param ghostMillis after which a device that was never adopted and is silent is dropped */
    DeviceRegistry(Database database, AdoptionRule rule, int max, long ghostMillis, LongSupplier clock) {
        this.database = database;
        this.rule = rule;
        this.max = max;
        this.ghostMillis = ghostMillis;
        this.clock = clock;
    }

    void load(List<Device> stored) {
        stored.forEach(device -> known.put(device.urn(), new Known(device)));
    }

    @Override
    public boolean adopted(String urn, String profile) {
        Known device = known.get(urn);
        if (device == null) {
            Optional<String> by = rule.adopts(profile, urn);
            device = by.isPresent() ? track(urn, clock.getAsLong(), by.get()) : null;
        }
        return device != null && device.adopted();
    }

    @Override
    public void seen(Seen seen) {
        Known device = known.get(seen.urn());
        if (device == null) {
            String by = rule.adopts(seen.profile(), seen.urn()).orElse("");
            device = track(seen.urn(), seen.receivedAt(), by);
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
        Known device = known.get(urn);
        if (device == null) {
            return CompletableFuture.failedFuture(new IllegalArgumentException(
                    "no device " + urn + " was heard; 'headgate device list' shows those that were"));
        }
        return database.write(connection -> {
                    DeviceTable.adopt(connection, device.toDevice(), OPERATOR);
                    return device;
                })
                .thenApply(adopted -> {
                    adopted.adopt(OPERATOR);
                    return adopted.toDevice();
                });
    }

    @Override
    public CompletionStage<Boolean> forget(String urn) {
        Known device = known.remove(urn);
        if (device == null) {
            return CompletableFuture.completedFuture(false);
        }
        device.forget();
        return database.write(connection -> {
            DeviceTable.delete(connection, List.of(urn));
            return true;
        });
    }

    int size() {
        return known.size();
    }

    long adoptedCount() {
        return known.values().stream().filter(Known::adopted).count();
    }

    /** Writes what changed, and with it, if asked, what was only heard again. Does not block. */
    void save(boolean withCounts) {
        if (!saving.compareAndSet(false, true)) {
            return;
        }
        List<String> ghosts = dropGhosts(clock.getAsLong() - ghostMillis);
        List<Known> due = known.values().stream()
                .filter(device -> device.take(withCounts))
                .toList();
        if (due.isEmpty() && ghosts.isEmpty()) {
            saving.set(false);
            return;
        }
        database.write(connection -> {
                    DeviceTable.delete(connection, ghosts);
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

    private synchronized @Nullable Known track(String urn, long at, String adoptedBy) {
        Known there = known.get(urn);
        if (there != null) {
            return there;
        }
        if (known.size() >= max && makeRoom() == 0) {
            untracked.increment();
            return null;
        }
        Known device = new Known(urn, at, adoptedBy);
        known.put(urn, device);
        return device;
    }

    /** Drops a tenth of those never adopted, longest silent first. */
    private int makeRoom() {
        List<Known> ghosts = new ArrayList<>(
                known.values().stream().filter(device -> !device.adopted()).toList());
        ghosts.sort(Comparator.comparingLong(Known::lastSeen));
        List<Known> victims = ghosts.subList(0, Math.min(ghosts.size(), Math.max(1, max / 10)));
        List<String> urns = victims.stream().map(Known::urn).toList();
        victims.forEach(this::drop);
        if (!urns.isEmpty()) {
            database.write(connection -> {
                DeviceTable.delete(connection, urns);
                return urns.size();
            });
        }
        return urns.size();
    }

    private List<String> dropGhosts(long before) {
        List<Known> ghosts = known.values().stream()
                .filter(device -> !device.adopted() && device.lastSeen() < before)
                .toList();
        ghosts.forEach(this::drop);
        return ghosts.stream().map(Known::urn).toList();
    }

    private void drop(Known ghost) {
        ghost.forget();
        known.remove(ghost.urn(), ghost);
        expired.increment();
    }
}
