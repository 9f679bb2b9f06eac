package org.headgate.lora.source.internal;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BiConsumer;
import org.headgate.api.message.Message;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.lora.source.internal.Gateways.Admission;
import org.headgate.lora.source.internal.Limits.Limit;
import org.headgate.profile.lorawan.frame.HeardFrame;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a datagram says, and what is done with it. Only on the loop. */
final class Entrance {
    private static final Logger LOG = LoggerFactory.getLogger(Entrance.class);
    private static final int MOST_OPEN_ACKS = 4096;

    private final Gateways gateways;
    private final PeerRates peers;
    private final int gatewayRate;
    private final Uplinks uplinks;
    private final Devices devices;
    private final @Nullable Beacons beacons;
    private final Handover handover;
    private final Counts counts;
    private final BiConsumer<InetSocketAddress, byte[]> send;
    private final Acks acks;

    Entrance(
            Gateways gateways,
            PeerRates peers,
            int gatewayRate,
            Uplinks uplinks,
            Devices devices,
            @Nullable Beacons beacons,
            Handover handover,
            Counts counts,
            BiConsumer<InetSocketAddress, byte[]> send) {
        this.gateways = gateways;
        this.peers = peers;
        this.gatewayRate = gatewayRate;
        this.uplinks = uplinks;
        this.devices = devices;
        this.beacons = beacons;
        this.handover = handover;
        this.counts = counts;
        this.send = send;
        this.acks = new Acks(MOST_OPEN_ACKS, send, counts);
    }

    void take(InetSocketAddress peer, ByteBuffer datagram, long nanos) {
        counts.datagrams.increment();
        if (peer.getPort() == 0 || !peers.allows(peer.getAddress(), nanos)) {
            counts.limits.met(Limit.PEER_RATE);
            return;
        }
        Gwmp read = Gwmp.read(datagram);
        if (read == null) {
            counts.malformed.increment();
            return;
        }
        Admission admission = gateways.admit(read.eui(), peer.getAddress(), gatewayRate, nanos);
        if (admission != Admission.ADMITTED) {
            counts.limits.met(admission == Admission.FULL ? Limit.GATEWAYS : Limit.STRANGERS);
        } else if (read instanceof Gwmp.PushData push) {
            push(push, peer, nanos);
        } else if (read instanceof Gwmp.TxAck ack) {
            transmitted(ack, nanos);
        } else {
            gateways.pulled(read.eui(), peer, read.version());
            answer(peer, read);
        }
    }

    /** Does what is due. @return nanoseconds until there is something again, or -1 */
    long tick(long nanos) {
        long retry = handover.retry(nanos);
        long ack = acks.due(nanos);
        return retry < 0 || ack < 0 ? Math.max(retry, ack) : Math.min(retry, ack);
    }

    private void answer(InetSocketAddress peer, Gwmp of) {
        byte[] answer = Gwmp.acknowledgement(of);
        if (answer != null) {
            send.accept(peer, answer);
        }
    }

    private void push(Gwmp.PushData push, InetSocketAddress peer, long nanos) {
        PushBody body = PushBody.of(push.json());
        byte[] answer = Gwmp.acknowledgement(push);
        if (answer == null) {
            return;
        }
        Acks.Ack ack = acks.open(peer, answer, nanos);
        long receivedAt = System.currentTimeMillis();
        if (body.broken()) {
            counts.malformed.increment();
        }
        if (body.left() > 0) {
            counts.limits.met(Limit.ELEMENTS, body.left());
        }
        for (byte[] rxpk : body.rxpk()) {
            counts.frames.increment();
            hand(() -> messages(push.eui(), rxpk, receivedAt, nanos), push.eui(), ack, nanos);
        }
        byte[] stat = body.stat();
        if (stat != null) {
            counts.reports.increment();
            hand(() -> List.of(uplinks.report(push.eui(), stat, receivedAt)), push.eui(), ack, nanos);
        }
        ack.ended(true);
    }

    private interface Reading {
        List<Message> read() throws MalformedPayload;
    }

    /** The sighting, and what the device said where we can read it. */
    private List<Message> messages(long eui, byte[] rxpk, long receivedAt, long nanos) throws MalformedPayload {
        Uplinks.Heard heard = uplinks.frame(eui, rxpk, receivedAt);
        HeardFrame frame = heard.frame();
        if (frame != null && frame.timestamp() != null) {
            gateways.heard(eui, frame.timestamp(), nanos);
        }
        Message said = frame == null ? null : devices.said(eui, frame, receivedAt);
        return said == null ? List.of(heard.sighting()) : List.of(heard.sighting(), said);
    }

    private void hand(Reading reading, long eui, Acks.Ack ack, long nanos) {
        if (!gateways.allows(eui, nanos)) {
            counts.limits.met(Limit.GATEWAY_RATE);
            return;
        }
        try {
            for (Message message : reading.read()) {
                handover.offer(message, ack, nanos);
            }
        } catch (MalformedPayload e) {
            counts.malformed.increment();
            LOG.debug("an element of a datagram cannot be read: {}", e.getMessage());
        }
    }

    /** Hands in where the gateways of this machine are, where it is new. @param now milliseconds since the epoch */
    void place(Whereabouts.Known known, long now, long nanos) {
        for (long eui : gateways.untold(known.version())) {
            handover.offer(uplinks.place(eui, known.json(), now), acks.silent(), nanos);
        }
    }

    /** Sends a coverage beacon where one is due. @param now milliseconds since the epoch @return whether one was sent */
    boolean beacon(long now, long nanos) {
        Beacons.Sent sent = beacons == null ? null : beacons.due(now, nanos);
        if (sent != null) {
            counts.beacons.increment();
            send.accept(sent.to().to(), sent.datagram());
            if (sent.to().version() == 1) {
                beaconSent(sent.token(), true, nanos);
            }
        }
        return sent != null;
    }

    private void transmitted(Gwmp.TxAck ack, long nanos) {
        boolean ok = Downlinks.sent(ack.json());
        (ok ? counts.downlinksSent : counts.downlinksRefused).increment();
        if (beacons != null && ack.eui() == beacons.eui()) {
            beaconSent(ack.token(), ok, nanos);
        }
    }

    private void beaconSent(int token, boolean ok, long nanos) {
        byte[] report = beacons == null ? null : beacons.answered(token, ok);
        if (report != null) {
            Message message = uplinks.beacon(beacons.eui(), report, System.currentTimeMillis());
            handover.offer(message, acks.silent(), nanos);
        }
    }
}
