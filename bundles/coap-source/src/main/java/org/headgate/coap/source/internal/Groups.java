package org.headgate.coap.source.internal;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.headgate.coap.source.internal.PlainConnector.Group;

/** The groups of all CoAP nodes (RFC 7252 §12.8) on one interface, as far as it speaks their protocol. */
final class Groups {
    private static final String IPV4 = "224.0.1.187";
    private static final List<String> IPV6 = List.of("ff02::fd", "ff05::fd");

    private Groups() {}

    /** @param name of an interface, or "" for none */
    static List<Group> on(String name) throws IOException {
        if (name.isEmpty()) {
            return List.of();
        }
        NetworkInterface on = NetworkInterface.getByName(name);
        if (on == null) {
            throw new IOException("there is no interface " + name);
        }
        List<Group> groups = new ArrayList<>();
        for (InetAddress address : Collections.list(on.getInetAddresses())) {
            List<String> names = address instanceof Inet6Address ? IPV6 : List.of(IPV4);
            for (String group : names) {
                Group joined = new Group(scoped(InetAddress.getByName(group), on), on);
                if (!groups.contains(joined)) {
                    groups.add(joined);
                }
            }
        }
        return groups;
    }

    /** To listen on a group of one link, the link must be told. */
    private static InetAddress scoped(InetAddress group, NetworkInterface on) throws IOException {
        return group instanceof Inet6Address ? Inet6Address.getByAddress(null, group.getAddress(), on) : group;
    }
}
