package org.headgate.profile.ts013.internal;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Collectors;
import org.headgate.api.message.Message;
import org.headgate.profile.lorawan.EndDevice;
import org.headgate.profile.lorawan.Uplink;
import org.headgate.profile.lorawan.Uplinks;
import org.jspecify.annotations.Nullable;

/**
 * Which pack a frame is for: the operator's word, else the device's tag {@code pack} at its network server, else what the packs say of themselves, the more exact one
 * first. Any thread.
 */
final class Router {
    /** What a network server can say of a device with its tags, that is the operator's word too. */
    private static final String TAG = "pack";

    private static final int ANSWERS = 16;

    private final Assignments assignments;
    private volatile Map<String, Pack> packs = Map.of();
    /** The latest answer of each thread: all packs are asked for one message, and reading it is dear. */
    private final AtomicReferenceArray<@Nullable Answer> latest = new AtomicReferenceArray<>(ANSWERS);

    private record Answer(Message message, @Nullable String pack) {}

    Router(Assignments assignments) {
        this.assignments = assignments;
    }

    void packs(Collection<Pack> all) {
        packs = all.stream().collect(Collectors.toUnmodifiableMap(Pack::id, pack -> pack));
        forget();
    }

    void forget() {
        for (int i = 0; i < ANSWERS; i++) {
            latest.set(i, null);
        }
    }

    /** The id of the pack, or null where none has work with it. */
    @Nullable
    String pack(Message message) {
        int slot = (int) (Thread.currentThread().getId() % ANSWERS);
        Answer answer = latest.get(slot);
        if (answer == null || answer.message() != message) {
            Optional<Uplink> uplink = Uplinks.undecoded(message);
            answer = new Answer(
                    message, uplink.isEmpty() ? null : choose(uplink.get().device()));
            latest.set(slot, answer);
        }
        return answer.pack();
    }

    private @Nullable String choose(EndDevice device) {
        String word = device.devEui() == null ? null : assignments.of(device.devEui());
        if (word == null) {
            word = device.tags().get(TAG);
        }
        if (word != null) {
            return packs.containsKey(word) ? word : null;
        }
        String best = null;
        int most = 0;
        for (Pack pack : packs.values()) {
            int fit = fit(pack.matches(), device);
            if (fit > most || fit == most && best != null && pack.id().compareTo(best) < 0) {
                most = fit;
                best = pack.id();
            }
        }
        return most == 0 ? null : best;
    }

    /** A whole DevEUI goes before a model, this before a name that the operator gave, and that before the beginning of an EUI, the longer the better. */
    private static int fit(Pack.Matches matches, EndDevice device) {
        int byDevEui = longest(matches.devEuis(), device.devEui());
        if (byDevEui == 16) {
            return 100;
        }
        if (device.model() != null && matches.versions().contains(device.brand() + "/" + device.model())) {
            return 90;
        }
        if (device.profile() != null && matches.profiles().contains(device.profile())) {
            return 80;
        }
        return byDevEui > 0 ? 40 + byDevEui : longest(matches.joinEuis(), device.joinEui());
    }

    private static int longest(List<String> patterns, @Nullable String eui) {
        int longest = 0;
        for (String pattern : patterns) {
            String begin = pattern.endsWith("*") ? pattern.substring(0, pattern.length() - 1) : pattern;
            if (eui != null && begin.length() > longest && eui.startsWith(begin)) {
                longest = begin.length();
            }
        }
        return longest;
    }
}
