package org.headgate.intake.internal;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Claim;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.DeviceProfile;
import org.headgate.api.profile.DeviceUrn;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.api.profile.Profiles;

/** A registry without memory. */
final class TestProfiles implements Profiles {
    private final List<Match> matches = new CopyOnWriteArrayList<>();
    private final ConcurrentHashMap<Thread, String> asking = new ConcurrentHashMap<>();
    final List<String> disabled = new CopyOnWriteArrayList<>();
    private volatile List<Match> current = List.of();
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
        return Optional.empty();
    }

    @Override
    public long generation() {
        return generation;
    }

    @Override
    public Optional<String> asking(Thread thread) {
        return Optional.ofNullable(asking.get(thread));
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
