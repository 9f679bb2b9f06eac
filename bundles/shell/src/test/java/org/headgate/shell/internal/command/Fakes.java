package org.headgate.shell.internal.command;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.headgate.api.access.Principal;
import org.headgate.api.device.DeviceCredentials;
import org.headgate.api.device.Devices;
import org.headgate.api.feed.FeedDefinition;
import org.headgate.api.feed.Feeds;
import org.headgate.api.journal.Contribution;
import org.headgate.api.journal.HeldMessages;
import org.headgate.api.journal.Journal;
import org.headgate.api.market.Passes;

/** The services of other bundles, in memory. */
final class Fakes {
    static final long NOW = 1_780_000_000_000L;

    private Fakes() {}

    static final class MemoryFeeds implements Feeds {
        final Map<String, FeedState> feeds = new LinkedHashMap<>();

        @Override
        public List<FeedState> list() {
            return List.copyOf(feeds.values());
        }

        @Override
        public Optional<FeedState> find(String id) {
            return Optional.ofNullable(feeds.get(id));
        }

        @Override
        public String catalog() {
            return "[]";
        }

        @Override
        public CompletionStage<FeedState> put(FeedDefinition definition) {
            if (definition.id().equals("catalog")) {
                return CompletableFuture.failedFuture(
                        new FeedRefused("feed_id_reserved", "'catalog' is reserved: choose another id"));
            }
            FeedState state = new FeedState(definition, NOW, 7, NOW, "{\"v\":1}");
            feeds.put(definition.id(), state);
            return CompletableFuture.completedFuture(state);
        }

        @Override
        public CompletionStage<Boolean> remove(String id) {
            return CompletableFuture.completedFuture(feeds.remove(id) != null);
        }

        @Override
        public Optional<Span> span(String id, long from, long to) {
            return Optional.empty();
        }
    }

    static final class MemoryPasses implements Passes {
        final List<Pass> passes = new ArrayList<>();
        String token = "dG9rZW4tb2YtdGhlLXBhc3M";

        @Override
        public CompletionStage<Granted> grant(String feed, String buyer, Duration duration) {
            Pass pass =
                    new Pass("pass" + (passes.size() + 1), feed, buyer, NOW, NOW + duration.toMillis(), "active", "");
            passes.add(pass);
            return CompletableFuture.completedFuture(new Granted(pass, token));
        }

        @Override
        public CompletionStage<Boolean> revoke(String id, String reason) {
            return CompletableFuture.completedFuture(
                    passes.removeIf(pass -> pass.id().equals(id)));
        }

        @Override
        public List<Pass> list() {
            return List.copyOf(passes);
        }
    }

    static final class MemoryDevices implements Devices {
        final Map<String, Device> devices = new LinkedHashMap<>();

        MemoryDevices with(String urn, String name, String adoptedBy) {
            devices.put(
                    urn,
                    new Device(urn, name, "TS0201", "zigbee2mqtt", "mqtt-door", "z/" + name, NOW, NOW, 3, adoptedBy));
            return this;
        }

        @Override
        public boolean isAdopted(String urn) {
            return false;
        }

        @Override
        public boolean adopted(String urn, String profile) {
            return find(urn).map(Device::adopted).orElse(false);
        }

        @Override
        public void seen(Seen seen) {
            with(seen.urn(), "", "");
        }

        @Override
        public List<Device> list() {
            return List.copyOf(devices.values());
        }

        @Override
        public Optional<Device> find(String urnOrName) {
            return devices.values().stream()
                    .filter(d -> d.urn().equals(urnOrName) || d.name().equals(urnOrName))
                    .findFirst();
        }

        @Override
        public CompletionStage<Device> adopt(String urn) {
            with(urn, find(urn).map(Device::name).orElse(""), "operator");
            return CompletableFuture.completedFuture(devices.get(urn));
        }

        @Override
        public CompletionStage<Boolean> forget(String urn) {
            return CompletableFuture.completedFuture(devices.remove(urn) != null);
        }
    }

    static final class MemoryCredentials implements DeviceCredentials {
        final List<Credential> credentials = new ArrayList<>();
        final Map<String, byte[]> keys = new LinkedHashMap<>();

        @Override
        public CompletionStage<Issued> issue(String name, Type type, List<String> publish, List<String> subscribe) {
            credentials.add(new Credential(name, type, publish, subscribe, NOW));
            return CompletableFuture.completedFuture(new Issued(name, type, "c2VjcmV0LW9mLWRldmljZQ"));
        }

        @Override
        public CompletionStage<Credential> admitKey(
                String name, byte[] publicKey, List<String> publish, List<String> subscribe) {
            keys.put(name, publicKey);
            return admit(new Credential(name, Type.PUBLIC_KEY, publish, subscribe, NOW));
        }

        @Override
        public CompletionStage<Credential> admitCertificate(String name, List<String> publish, List<String> subscribe) {
            return admit(new Credential(name, Type.CERTIFICATE, publish, subscribe, NOW));
        }

        private CompletionStage<Credential> admit(Credential credential) {
            credentials.add(credential);
            return CompletableFuture.completedFuture(credential);
        }

        @Override
        public Optional<Principal.Device> byKey(byte[] publicKey) {
            return Optional.empty();
        }

        @Override
        public Optional<Principal.Device> byCertificate(String name) {
            return Optional.empty();
        }

        @Override
        public CompletionStage<Boolean> withdraw(String name) {
            return CompletableFuture.completedFuture(
                    credentials.removeIf(credential -> credential.name().equals(name)));
        }

        @Override
        public List<Credential> list() {
            return List.copyOf(credentials);
        }

        @Override
        public Optional<byte[]> preSharedKey(String identity) {
            return Optional.empty();
        }
    }

    /** Holds contributions in a row. */
    record MemoryJournal(List<Contribution> contributions) implements Journal {
        @Override
        public long first() {
            return contributions.isEmpty() ? 1 : contributions.get(0).sequence();
        }

        @Override
        public long next() {
            return contributions.isEmpty()
                    ? 1
                    : contributions.get(contributions.size() - 1).sequence() + 1;
        }

        @Override
        public List<Contribution> read(long from, int max) {
            return contributions.stream()
                    .filter(contribution -> contribution.sequence() >= from)
                    .limit(max)
                    .toList();
        }

        @Override
        public List<Contribution> tail(long from, int max) {
            return read(from, max);
        }

        @Override
        public List<Lost> lost() {
            return List.of();
        }

        @Override
        public void sealed(long throughSequence) {}

        @Override
        public List<Rollup> rollups(String device, String quantity, long from, long to) {
            return List.of();
        }
    }

    record MemoryHeld(List<Held> held) implements HeldMessages {
        @Override
        public List<Held> waiting(long afterId, int max) {
            return List.of();
        }

        @Override
        public List<Held> waiting(String transport, String address, long afterId, int max) {
            return List.of();
        }

        @Override
        public List<Group> groups(int max) {
            return List.of();
        }

        @Override
        public List<Held> quarantined(int max) {
            return held.stream().limit(max).toList();
        }
    }
}
