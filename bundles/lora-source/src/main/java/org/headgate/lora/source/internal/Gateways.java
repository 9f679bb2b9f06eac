package org.headgate.lora.source.internal;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The gateways whose forwarders speak to us: by EUI, in a table of limited size. Safe for any thread; changed by one. */
final class Gateways {
    /** A forwarder pulls every few seconds: one that was silent for an hour makes room. */
    static final long FORGOTTEN_NANOS = TimeUnit.HOURS.toNanos(1);

    /** A forwarder that says nothing for so long is told of in the status. */
    static final long SILENT_NANOS = TimeUnit.MINUTES.toNanos(5);

    /** Whether who sent a datagram is let in. */
    enum Admission {
        ADMITTED,
        /** Of another machine, and not on the list. */
        STRANGER,
        /** The table is full. */
        FULL
    }

    private final Set<Long> allowed;
    private final int most;
    private final Predicate<InetAddress> local;
    private final Map<Long, Gateway> known = new HashMap<>();

    /** @param allowed EUIs; where there are none, any on this machine @param local whether an address is of this machine */
    Gateways(Set<Long> allowed, int most, Predicate<InetAddress> local) {
        this.allowed = Set.copyOf(allowed);
        this.most = Math.max(most, allowed.size());
        this.local = local;
    }

    synchronized Admission admit(long eui, InetAddress from, int rate, long nanos) {
        boolean listed = allowed.contains(eui);
        if (!listed && (!allowed.isEmpty() || !local.test(from))) {
            return Admission.STRANGER;
        }
        Gateway gateway = known.get(eui);
        if (gateway == null) {
            if (known.size() >= most && !forgetOne(nanos)) {
                return Admission.FULL;
            }
            gateway = new Gateway(new Bucket(rate, nanos));
            known.put(eui, gateway);
        }
        gateway.heardAt = nanos;
        gateway.local = local.test(from);
        return Admission.ADMITTED;
    }

    /** Whether the gateway, which was admitted, may hand in one more message now. */
    synchronized boolean allows(long eui, long nanos) {
        Gateway gateway = known.get(eui);
        return gateway != null && gateway.bucket.take(nanos);
    }

    /** Downlinks go where the last PULL_DATA came from. */
    synchronized void pulled(long eui, InetSocketAddress from, int version) {
        Gateway gateway = known.get(eui);
        if (gateway != null) {
            gateway.downlink = new Downlink(from, version);
        }
    }

    synchronized @Nullable Downlink downlink(long eui) {
        Gateway gateway = known.get(eui);
        return gateway == null ? null : gateway.downlink;
    }

    /** What a gateway heard tells where its counter of microseconds is. */
    synchronized void heard(long eui, long timestamp, long nanos) {
        Gateway gateway = known.get(eui);
        if (gateway != null) {
            gateway.timestamp = timestamp;
            gateway.timestampAt = nanos;
        }
    }

    /** About where a gateway's counter of microseconds, 32 bits, is now; -1 where nobody knows. */
    synchronized long counter(long eui, long nanos) {
        Gateway gateway = known.get(eui);
        if (gateway == null || gateway.timestamp < 0 || nanos - gateway.timestampAt > FORGOTTEN_NANOS) {
            return -1;
        }
        return gateway.timestamp + TimeUnit.NANOSECONDS.toMicros(nanos - gateway.timestampAt) & 0xffff_ffffL;
    }

    /** The gateways on this machine that were not told this version of their place; now they are. */
    synchronized List<Long> untold(long version) {
        List<Long> untold = new ArrayList<>();
        known.forEach((eui, gateway) -> {
            if (gateway.local && gateway.placeVersion != version) {
                gateway.placeVersion = version;
                untold.add(eui);
            }
        });
        return untold;
    }

    synchronized int size() {
        return known.size();
    }

    /** Those that were heard in the last hour and said nothing for five minutes. */
    synchronized long silent(long nanos) {
        return known.values().stream()
                .map(gateway -> nanos - gateway.heardAt)
                .filter(quiet -> quiet > SILENT_NANOS && quiet < FORGOTTEN_NANOS)
                .count();
    }

    private boolean forgetOne(long nanos) {
        for (Iterator<Gateway> each = known.values().iterator(); each.hasNext(); ) {
            if (nanos - each.next().heardAt >= FORGOTTEN_NANOS) {
                each.remove();
                return true;
            }
        }
        return false;
    }

    /** Where a gateway's downlinks go. */
    record Downlink(InetSocketAddress to, int version) {}

    private static final class Gateway {
        final Bucket bucket;
        long heardAt;
        boolean local;
        long placeVersion;
        long timestamp = -1;
        long timestampAt;

        @Nullable
        Downlink downlink;

        Gateway(Bucket bucket) {
            this.bucket = bucket;
        }
    }
}
