package org.headgate.coap.source.internal;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.elements.Connector;
import org.eclipse.californium.elements.EndpointContextMatcher;
import org.eclipse.californium.elements.RawData;
import org.eclipse.californium.elements.RawDataChannel;
import org.eclipse.californium.elements.UdpEndpointContext;
import org.eclipse.californium.elements.util.ClockUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** UDP on the {@link Loop}: a datagram is read, understood and handed to intake on one thread, and so is its answer. */
class PlainConnector implements Connector {
    private static final Logger LOG = LoggerFactory.getLogger(PlainConnector.class);
    /** Above what RFC 7252 §4.6 lets a message have, 1152 bytes. */
    static final int LARGEST_DATAGRAM = 2048;
    /** A datagram weighs about 800 bytes there: room for a burst of some thousand devices, where the kernel allows it (net.core.rmem_max). */
    private static final int RECEIVE_BUFFER = 1 << 20;

    private static final int MOST_AT_ONCE = 256;

    private final Loop loop;
    private final Counts counts;
    private final InetSocketAddress wanted;
    private final List<Group> groups;
    private final Consumer<String> unjoined;
    private final List<DatagramChannel> channels = new ArrayList<>();
    private final ByteBuffer in = ByteBuffer.allocateDirect(LARGEST_DATAGRAM + 1);
    private volatile InetSocketAddress bound;
    private volatile @Nullable RawDataChannel receiver;
    private volatile @Nullable DatagramChannel channel;

    /** A multicast group on an interface. */
    record Group(InetAddress address, NetworkInterface on) {}

    /** @param unjoined told of a group that cannot be listened to, and why */
    PlainConnector(Loop loop, InetSocketAddress address, List<Group> groups, Consumer<String> unjoined, Counts counts) {
        this.loop = loop;
        this.unjoined = unjoined;
        this.groups = groups;
        this.wanted = address;
        this.bound = address;
        this.counts = counts;
    }

    @Override
    public synchronized void start() throws IOException {
        if (!channels.isEmpty()) {
            return;
        }
        try {
            DatagramChannel main = opened(DatagramChannel.open());
            main.bind(wanted);
            bound = (InetSocketAddress) main.getLocalAddress();
            for (Group group : groups) {
                try {
                    join(group);
                } catch (IOException e) {
                    unjoined.accept(group.address().getHostAddress() + ": " + e.getMessage());
                }
            }
            for (DatagramChannel each : channels) {
                loop.register(each, () -> read(each, each != main));
            }
            channel = main;
        } catch (IOException | RuntimeException e) {
            stop();
            throw e;
        }
    }

    /** Bound to the group's address, it hears nothing else. */
    private void join(Group group) throws IOException {
        DatagramChannel listening = opened(DatagramChannel.open(
                group.address() instanceof Inet6Address ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET));
        listening.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        listening.bind(new InetSocketAddress(group.address(), bound.getPort()));
        listening.join(group.address(), group.on());
    }

    private DatagramChannel opened(DatagramChannel opened) throws IOException {
        channels.add(opened);
        opened.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
        return opened;
    }

    private void read(DatagramChannel from, boolean multicast) {
        try {
            for (int i = 0; i < MOST_AT_ONCE; i++) {
                in.clear();
                InetSocketAddress peer = (InetSocketAddress) from.receive(in);
                if (peer == null) {
                    return;
                }
                take(peer, in.flip(), multicast);
            }
        } catch (IOException e) {
            LOG.debug("nothing can be read: {}", e.toString());
        }
    }

    private void take(InetSocketAddress peer, ByteBuffer datagram, boolean multicast) {
        RawDataChannel next = receiver;
        if (datagram.remaining() > LARGEST_DATAGRAM) {
            counts.limits.met(Limits.Limit.OVERSIZE);
        } else if (peer.getPort() != 0 && next != null) {
            byte[] bytes = new byte[datagram.remaining()];
            datagram.get(bytes);
            next.receiveData(
                    RawData.inbound(bytes, new UdpEndpointContext(peer), multicast, ClockUtil.nanoRealtime(), bound));
        }
    }

    /** What does not fit the socket's buffer is lost, as on any other hop: CoAP sends again what matters. */
    @Override
    public void send(RawData message) {
        DatagramChannel out = channel;
        if (out == null) {
            message.onError(new IOException("not listening"));
            return;
        }
        try {
            message.onContextEstablished(message.getEndpointContext());
            if (out.send(ByteBuffer.wrap(message.getBytes()), message.getInetSocketAddress()) == 0) {
                counts.unsent.increment();
            }
            message.onSent();
        } catch (IOException | RuntimeException e) {
            counts.unsent.increment();
            message.onError(e);
        }
    }

    @Override
    public synchronized void stop() {
        channel = null;
        for (DatagramChannel each : channels) {
            try {
                each.close();
            } catch (IOException e) {
                LOG.debug("a socket is not closed: {}", e.toString());
            }
        }
        channels.clear();
    }

    @Override
    public void destroy() {
        stop();
    }

    @Override
    public void setRawDataReceiver(RawDataChannel to) {
        receiver = to;
    }

    /** Plain UDP has nothing to match but the address. */
    @Override
    public void setEndpointContextMatcher(EndpointContextMatcher matcher) {}

    @Override
    public InetSocketAddress getAddress() {
        return bound;
    }

    @Override
    public String getProtocol() {
        return CoAP.PROTOCOL_UDP;
    }

    @Override
    public boolean isRunning() {
        return channel != null;
    }

    @Override
    public void processDatagram(DatagramPacket packet) {
        take(
                (InetSocketAddress) packet.getSocketAddress(),
                ByteBuffer.wrap(packet.getData(), packet.getOffset(), packet.getLength()),
                false);
    }
}
