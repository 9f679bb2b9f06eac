package org.headgate.pay.http.internal.server;

import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.headgate.pay.http.internal.server.Counters.Count;

/** Who is connected: no more than there is room for, and of one address other than loopback no more than its share. For any thread. */
final class Crowd {
    private final Limits limits;
    private final Counters counters;
    private final Map<InetAddress, Integer> hosts = new HashMap<>();
    private int connections;

    Crowd(Limits limits, Counters counters) {
        this.limits = limits;
        this.counters = counters;
    }

    /** Whether it may stay; then it is counted until it closes. */
    synchronized boolean admit(Channel accepted) {
        InetAddress host = ((InetSocketAddress) accepted.remoteAddress()).getAddress();
        if (connections >= limits.connections()) {
            counters.add(Count.CONNECTIONS);
            return false;
        }
        if (!host.isLoopbackAddress() && hosts.getOrDefault(host, 0) >= limits.connectionsOfHost()) {
            counters.add(Count.CONNECTIONS_OF_HOST);
            return false;
        }
        connections++;
        hosts.merge(host, 1, Integer::sum);
        accepted.closeFuture().addListener(closed -> leave(host));
        return true;
    }

    private synchronized void leave(InetAddress host) {
        connections--;
        hosts.computeIfPresent(host, (same, count) -> count == 1 ? null : count - 1);
    }

    synchronized int connections() {
        return connections;
    }
}
