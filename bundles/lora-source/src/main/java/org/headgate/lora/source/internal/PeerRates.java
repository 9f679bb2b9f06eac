package org.headgate.lora.source.internal;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/** A rate for each address, in a table of limited size; the address that was quiet longest is forgotten first. Only on the loop. */
final class PeerRates {
    private static final int ADDRESSES = 1024;
    private static final int NETWORK_BYTES = 8;

    private final int perSecond;
    private final Predicate<InetAddress> local;
    private final Map<ByteBuffer, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Bucket> eldest) {
            return size() > ADDRESSES;
        }
    };

    PeerRates(int perSecond, Predicate<InetAddress> local) {
        this.perSecond = perSecond;
        this.local = local;
    }

    /** This machine has no limit: what runs on it is the operator's. An IPv6 host has a network of addresses: it counts as one. */
    boolean allows(InetAddress address, long nanos) {
        if (perSecond <= 0 || local.test(address)) {
            return true;
        }
        byte[] bytes = address.getAddress();
        ByteBuffer host = ByteBuffer.wrap(bytes, 0, Math.min(bytes.length, NETWORK_BYTES));
        return buckets.computeIfAbsent(host, key -> new Bucket(perSecond, nanos))
                .take(nanos);
    }
}
