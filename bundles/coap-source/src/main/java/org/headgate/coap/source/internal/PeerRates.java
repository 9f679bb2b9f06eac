package org.headgate.coap.source.internal;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/** A token bucket for each address, in a table of limited size; the address that was quiet longest is forgotten first. */
final class PeerRates {
    private static final double NANOS = 1e9;
    private static final int NETWORK_BYTES = 8;

    private final int perSecond;
    private final Predicate<InetAddress> local;
    private final Map<ByteBuffer, Bucket> buckets;

    /** @param local whether an address is of this machine, and so without a limit */
    PeerRates(int perSecond, int addresses, Predicate<InetAddress> local) {
        this.perSecond = perSecond;
        this.local = local;
        this.buckets = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Bucket> eldest) {
                return size() > addresses;
            }
        };
    }

    /** This machine has no limit: what runs on it is the operator's. An IPv6 host has a network of addresses: it counts as one. */
    boolean allows(InetAddress address, long nanos) {
        if (perSecond <= 0 || local.test(address)) {
            return true;
        }
        byte[] bytes = address.getAddress();
        ByteBuffer host = ByteBuffer.wrap(bytes, 0, Math.min(bytes.length, NETWORK_BYTES));
        synchronized (buckets) {
            return buckets.computeIfAbsent(host, key -> new Bucket(perSecond, nanos))
                    .take(perSecond, nanos);
        }
    }

    int size() {
        synchronized (buckets) {
            return buckets.size();
        }
    }

    private static final class Bucket {
        private double tokens;
        private long filledAt;

        Bucket(double tokens, long filledAt) {
            this.tokens = tokens;
            this.filledAt = filledAt;
        }

        boolean take(int perSecond, long nanos) {
            tokens = Math.min(perSecond, tokens + (nanos - filledAt) / NANOS * perSecond);
            filledAt = nanos;
            if (tokens < 1) {
                return false;
            }
            tokens--;
            return true;
        }
    }
}
