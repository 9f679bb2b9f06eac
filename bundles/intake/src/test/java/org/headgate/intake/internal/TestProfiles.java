package org.headgate.intake.internal;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Announced;
import org.headgate.api.profile.Announcement;
import org.headgate.api.profile.AnnouncingProfile;
import org.headgate.api.profile.Claim;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.DeviceProfile;
import org.headgate.api.profile.DeviceUrn;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.api.profile.Profiles;
import org.headgate.api.profile.Reading;

/** A registry without memory. */
final class TestProfiles implements Profiles {
    private final List<Match> matches = new CopyOnWriteArrayList<>();
    private final ConcurrentHashMap<Thread, String> asking = new ConcurrentHashMap<>();
    final List<String> disabled = new CopyOnWriteArrayList<>();
    private volatile List<Match> current = List.of();
    private final ConcurrentSkipListMap<String, Announcement> announced = new ConcurrentSkipListMap<>();
    /** How announcements are written. */
    volatile Supplier<CompletionStage<Void>> storing = () -> CompletableFuture.completedFuture(null);

    private volatile long generation;
    volatile Runnable listener = () -> {};

    interface Body {
        List<Decoded> decode(Message message) throws MalformedPayload, InterruptedException;
    }

    void add(String id, String prefix, Body body) {
        add(id, new DeviceProfile() {
            @Override
            public Claim claims(Message message) {
                return message.address().startsWith(prefix) ? Claim.YES : Claim.NO;
            }

            @Override
            public List<Decoded> decode(Message message) throws MalformedPayload {
                try {
                    return body.decode(message);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        });
    }

    void add(String id, DeviceProfile profile) {
        matches.add(new Match(id, profile));
        changed();
    }

    /** The payload is one number. */
    static List<Decoded> number(Message message) throws MalformedPayload {
        try {
            double value = Double.parseDouble(new String(message.payload(), StandardCharsets.UTF_8));
            return List.of(Decoded.of(DeviceUrn.named("mqtt", message.address()), message)
                    .number("n", null, value)
                    .build());
        } catch (NumberFormatException e) {
            throw new MalformedPayload("not_a_number", "no number");
        }
    }

    void remove(String id) {
        matches.removeIf(match -> match.profileId().equals(id));
        changed();
    }

    private void changed() {
        synchronized (this) {
            current = List.copyOf(matches);
            generation++;
        }
        listener.run();
    }

    @Override
    public Optional<Match> match(Message message) {
        for (Match match : current) {
            asking.put(Thread.currentThread(), match.profileId());
            try {
                Claim claim = match.profile().claims(message);
                if (claim == Claim.YES || claim == Claim.THIS_ONE) {
                    return Optional.of(match);
                }
            } finally {
                asking.remove(Thread.currentThread());
            }
        }
        return current.stream()
                .filter(match ->
                        match.profile() instanceof AnnouncingProfile && isAnnounced(message, message.address()))
                .findFirst();
    }

    @Override
    public long generation() {
        return generation;
    }

    @Override
    public Optional<String> asking(Thread thread) {
        return Optional.ofNullable(asking.get(thread));
    }

    /** All below {@code line/} is one line. */
    @Override
    public String line(Message message) {
        return message.address().startsWith("line/") ? "line/\0" : message.address();
    }

    @Override
    public boolean isAnnounced(Message message, String address) {
        return announced.values().stream()
                .anyMatch(announcement -> announcement.addresses().contains(address));
    }

    @Override
    public Announced announced(String profileId, Message message) {
        return new Memory(message);
    }

    @Override
    public CompletionStage<Void> announce(String profileId, Message message, Reading reading) throws MalformedPayload {
        if (reading.announced().stream()
                .anyMatch(announcement -> announcement.name().equals("too much"))) {
            throw new MalformedPayload("announcement_too_large", "too much");
        }
        reading.withdrawn().forEach(announced::remove);
        reading.announced().forEach(announcement -> announced.put(announcement.name(), announcement));
        return storing.get();
    }

    private final class Memory implements Announced {
        private final Message message;

        private Memory(Message message) {
            this.message = message;
        }

        @Override
        public Optional<Announcement> named(String name) {
            return Optional.ofNullable(announced.get(name));
        }

        @Override
        public List<Announcement> below(String prefix) {
            return List.of();
        }

        @Override
        public List<Announcement> here() {
            return announced.values().stream()
                    .filter(announcement -> announcement.addresses().contains(message.address()))
                    .toList();
        }

        @Override
        public OptionalLong mark(String name) {
            return OptionalLong.empty();
        }
    }

    @Override
    public List<Info> list() {
        return List.of();
    }

    @Override
    public Optional<String> suggest(Message message) {
        return Optional.empty();
    }

    @Override
    public void disable(String profileId, String reason) {
        disabled.add(profileId + ": " + reason);
        remove(profileId);
    }
}
