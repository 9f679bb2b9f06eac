package org.headgate.profile.ts013.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Claim;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.DeviceProfile;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.lorawan.Contributions;
import org.headgate.profile.lorawan.Uplink;
import org.headgate.profile.lorawan.Uplinks;
import org.headgate.profile.ts013.internal.sandbox.Limits;
import org.headgate.profile.ts013.internal.sandbox.Result;
import org.jspecify.annotations.Nullable;

/** One pack at work: the frames of its devices that their network server did not decode. */
final class PackProfile implements DeviceProfile {
    /** As many overruns in a row put a pack out of use. */
    static final int OUT = 3;

    private static final int LONGEST_REASON = 300;
    private static final long LATELY_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final Loaded loaded;
    private final Router router;
    private final Limits limits;
    private final OutOfUse outOfUse;
    private final AtomicInteger overruns = new AtomicInteger();
    private volatile @Nullable Overrun overrun;
    final LongAdder decoded = new LongAdder();
    /** By code. */
    private final Map<String, LongAdder> refused = new ConcurrentHashMap<>();

    private record Overrun(long atNanos, String reason) {}

    /** Told on the thread that decodes. */
    interface OutOfUse {
        void outOfUse(String pack, String reason);
    }

    PackProfile(Loaded loaded, Router router, Limits limits, OutOfUse outOfUse) {
        this.loaded = loaded;
        this.router = router;
        this.limits = limits;
        this.outOfUse = outOfUse;
    }

    Pack pack() {
        return loaded.pack();
    }

    @Override
    public Claim claims(Message message) {
        if (!Uplinks.is(message)) {
            return Claim.NO;
        }
        return pack().id().equals(router.pack(message)) ? Claim.THIS_ONE : Claim.NOT_THIS_ONE;
    }

    @Override
    public List<Decoded> decode(Message message) throws MalformedPayload {
        Uplink uplink = Uplinks.read(message).orElse(null);
        if (uplink == null) {
            return List.of();
        }
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (!pack().reads(uplink.fPort())) {
            return Contributions.of(with(uplink, nodes.objectNode(), null), message);
        }
        Result result = loaded.codec().decodeUplink(uplink.payload(), uplink.fPort(), message.receivedAt(), limits);
        if (result instanceof Result.Failed failure) {
            throw failed(failure);
        }
        overruns.set(0);
        Result.Done done = (Result.Done) result;
        String errors = errors(done.decoded());
        errors = errors.isEmpty() ? errors(done.normalized()) : errors;
        if (!errors.isEmpty()) {
            throw refusal("codec_refused", " says: " + errors);
        }
        decoded.increment();
        JsonNode normalized = done.normalized().path("data");
        if (normalized instanceof ObjectNode one) {
            return Contributions.of(with(uplink, null, nodes.arrayNode().add(one)), message);
        } else if (normalized instanceof ArrayNode several) {
            return Contributions.of(with(uplink, null, several), message);
        }
        JsonNode data = done.decoded().path("data");
        return Contributions.of(
                with(uplink, data instanceof ObjectNode object ? object : nodes.objectNode(), null), message);
    }

    private MalformedPayload failed(Result.Failed failure) {
        MalformedPayload refusal = refusal(failure.code(), ": " + failure.reason());
        if (!failure.spent()) {
            overruns.set(0);
            return refusal;
        }
        overrun = new Overrun(System.nanoTime(), failure.reason());
        if (overruns.incrementAndGet() == OUT) {
            outOfUse.outOfUse(
                    pack().id(), OUT + " messages in a row used more than they may, the last: " + failure.reason());
        }
        return refusal;
    }

    private MalformedPayload refusal(String code, String reason) {
        refused.computeIfAbsent(code, any -> new LongAdder()).increment();
        return new MalformedPayload(code, cut(pack().id() + reason));
    }

    /** How many messages, by the code of their refusal. */
    Map<String, Long> refused() {
        Map<String, Long> counts = new TreeMap<>();
        refused.forEach((code, count) -> counts.put(code, count.sum()));
        return counts;
    }

    int examples() {
        return loaded.examples();
    }

    /** As if the server had decoded it: so a value has the same name whoever decodes. */
    private static Uplink with(Uplink uplink, @Nullable ObjectNode object, @Nullable ArrayNode normalized) {
        return new Uplink(
                uplink.device(),
                uplink.fPort(),
                uplink.fCnt(),
                uplink.confirmed(),
                uplink.payload(),
                uplink.radio(),
                uplink.time(),
                object,
                normalized,
                uplink.battery());
    }

    /** Why it was last ended, within the last ten minutes; "" where it was not. */
    String lately(long nowNanos) {
        Overrun last = overrun;
        return last == null || nowNanos - last.atNanos() > LATELY_NANOS ? "" : last.reason();
    }

    private static String errors(ObjectNode result) {
        StringBuilder all = new StringBuilder();
        for (JsonNode error : result.path("errors")) {
            all.append(all.isEmpty() ? "" : "; ").append(error.asText());
        }
        return all.toString();
    }

    /** A script writes these words: they go into logs and to the sender. */
    private static String cut(String text) {
        String plain = text.replaceAll("\\p{Cntrl}", " ");
        return plain.length() > LONGEST_REASON ? plain.substring(0, LONGEST_REASON) + "…" : plain;
    }
}
