package org.headgate.coap.source.internal;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/** A token bucket for each address, in a table of limited size; the address that was quiet longest is forgotten first. */
final class PeerRates {
    private static final double NANOS = 1e9;

    private final int perSecond;
    private final Map<InetAddress, Bucket> buckets;

    PeerRates(int perSecond, int addresses) {
        this.perSecond = perSecond;
        this.buckets = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<InetAddress, Bucket> eldest) {
                return size() > addresses;
            }
        };
    }

    /** Loopback has no limit: what runs on this machine is the operator's. */
    boolean allows(InetAddress address, long nanos) {
        if (perSecond <= 0 || address.isLoopbackAddress()) {
            return true;
        }
        synchronized (buckets) {
            return buckets.computeIfAbsent(address, key -> new Bucket(perSecond, nanos))
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
