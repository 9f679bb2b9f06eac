package org.headgate.mqtt.door.internal.broker;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.HashMap;
import java.util.Map;
import org.headgate.mqtt.door.internal.codec.PacketReader;
import org.headgate.mqtt.door.internal.codec.PacketWriter;
import org.headgate.mqtt.door.internal.codec.ProtocolViolation;
import org.headgate.mqtt.door.internal.packet.Packet;
import org.headgate.mqtt.door.internal.packet.Packet.Publish;
import org.headgate.mqtt.door.internal.packet.Packet.Will;
import org.headgate.mqtt.door.internal.packet.PacketType;
import org.headgate.mqtt.door.internal.packet.Properties;
import org.headgate.mqtt.door.internal.packet.Property;
import org.headgate.mqtt.door.internal.packet.Reason;
import org.headgate.mqtt.door.internal.packet.Version;
import org.headgate.mqtt.door.internal.topic.Topics;
import org.jspecify.annotations.Nullable;

/** One network connection: reads packets, checks them against its state, hands them on. All on the door's loop. */
public final class Connection extends ChannelInboundHandlerAdapter {
    /** The server's Topic Alias Maximum (§3.2.2.3.8). */
    static final int TOPIC_ALIASES = 10;

    private enum State {
        AWAITING_CONNECT,
        CONNECTED,
        CLOSED
    }

    private final Broker broker;
    private final Channel channel;
    private final boolean encrypted;
    private final PacketReader reader;
    private final Map<Integer, String> aliases = new HashMap<>();
    private ByteBuf received = Unpooled.EMPTY_BUFFER;
    private State state = State.AWAITING_CONNECT;
    private boolean working;
    private boolean paused;
    private boolean dirty;
    private long lastHeard;
    private long keepAliveMillis;
    private Version version = Version.MQTT_3_1_1;
    private Packet.@Nullable Connect connect;
    private @Nullable Will will;
    private @Nullable Session session;
    private @Nullable Inbound inbound;
    private boolean resumed;

    public Connection(Broker broker, Channel channel, boolean encrypted) {
        this.broker = broker;
        this.channel = channel;
        this.encrypted = encrypted;
        this.reader = new PacketReader(broker.limits().packetBytes());
        this.lastHeard = System.nanoTime();
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        broker.opened(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (state == State.CLOSED) {
            bytes.release();
            return;
        }
        lastHeard = System.nanoTime();
        received = received.isReadable() ? joined(received, bytes) : replaced(bytes);
        work();
    }

    private static ByteBuf joined(ByteBuf before, ByteBuf more) {
        ByteBuf whole = before.isWritable(more.readableBytes()) && before.refCnt() == 1
                ? before
                : before.alloc()
                        .buffer(before.readableBytes() + Math.max(more.readableBytes(), before.readableBytes()))
                        .writeBytes(before);
        if (whole != before) {
            before.release();
        }
        whole.writeBytes(more);
        more.release();
        return whole;
    }

    private ByteBuf replaced(ByteBuf bytes) {
        received.release();
        return bytes;
    }

    private void work() {
        if (working) {
            return;
        }
        working = true;
        try {
            Packet packet;
            while (state != State.CLOSED && !paused && (packet = reader.read(received)) != null) {
                handle(packet);
            }
        } catch (ProtocolViolation e) {
            violated(e);
        } finally {
            working = false;
        }
        if (state == State.CLOSED || !received.isReadable()) {
            received.release();
            received = Unpooled.EMPTY_BUFFER;
        }
    }

    private void violated(ProtocolViolation violation) {
        broker.count(violation.code() == Reason.PACKET_TOO_LARGE ? Count.PACKETS_TOO_LARGE : Count.PROTOCOL_VIOLATIONS);
        if (violation.quiet()) {
            shut();
        } else if (state == State.AWAITING_CONNECT) {
            Version spoken = reader.spoken();
            version = spoken == null ? Version.MQTT_3_1_1 : spoken;
            refuse(violation.code(), violation.getMessage());
        } else {
            close(violation.code(), violation.getMessage());
        }
    }

    private void handle(Packet packet) throws ProtocolViolation {
        if (state == State.AWAITING_CONNECT) {
            if (!(packet instanceof Packet.Connect first)) {
                throw new ProtocolViolation(Reason.PROTOCOL_ERROR, "the first packet is not CONNECT"); // [MQTT-3.1.0-1]
            }
            version = first.version();
            reader.version(version);
            connect = first;
            broker.connect(this, first);
            return;
        }
        Session mine = session;
        Inbound in = inbound;
        if (mine == null || in == null) {
            return;
        }
        if (packet instanceof Publish publish) {
            publish(publish, in);
        } else if (packet instanceof Packet.Acknowledgement acknowledgement) {
            acknowledgement(acknowledgement, mine, in);
        } else if (packet instanceof Packet.Subscribe subscribe) {
            broker.subscriptions().subscribe(this, mine, subscribe);
        } else if (packet instanceof Packet.Unsubscribe unsubscribe) {
            broker.subscriptions().unsubscribe(this, mine, unsubscribe);
        } else if (packet instanceof Packet.Pingreq) {
            send(new Packet.Pingresp());
        } else if (packet instanceof Packet.Disconnect disconnect) {
            disconnect(disconnect, mine);
        } else {
            // [MQTT-3.1.0-2] a second CONNECT; §4.12 AUTH without a method; all else is the server's to send
            throw new ProtocolViolation(Reason.PROTOCOL_ERROR, packet.type() + " is not expected here");
        }
    }

    private void publish(Publish packet, Inbound in) throws ProtocolViolation {
        broker.count(Count.PUBLISHES_RECEIVED);
        if (packet.properties().has(Property.SUBSCRIPTION_IDENTIFIER)) {
            throw new ProtocolViolation(
                    Reason.PROTOCOL_ERROR, "a client sent a subscription identifier"); // [MQTT-3.3.4-6]
        }
        if (version.five()
                && packet.qos() > 0
                && in.unacknowledged() >= broker.limits().receiveMaximum()
                && !packet.duplicate()) {
            throw new ProtocolViolation(
                    Reason.RECEIVE_MAXIMUM_EXCEEDED,
                    "more than %d messages are not acknowledged"
                            .formatted(broker.limits().receiveMaximum()));
        }
        String responseTopic = packet.properties().text(Property.RESPONSE_TOPIC);
        if (responseTopic != null && !Topics.validName(responseTopic)) {
            throw new ProtocolViolation(
                    Reason.PROTOCOL_ERROR, "the Response Topic is no topic name"); // [MQTT-3.3.2-14]
        }
        String topic = topic(packet);
        if (!Topics.validName(topic) || Topics.levels(topic) > Topics.MAXIMUM_LEVELS) {
            throw new ProtocolViolation(Reason.TOPIC_NAME_INVALID, "the topic is no topic name"); // [MQTT-3.3.2-2]
        }
        in.publish(packet, topic);
    }

    /** §3.3.2.3.4. */
    private String topic(Publish packet) throws ProtocolViolation {
        int alias = (int) packet.properties().number(Property.TOPIC_ALIAS, 0);
        if (alias == 0) {
            return packet.topic();
        }
        if (alias > TOPIC_ALIASES) {
            throw new ProtocolViolation(
                    Reason.TOPIC_ALIAS_INVALID,
                    "topic alias %d is above the maximum of %d".formatted(alias, TOPIC_ALIASES));
        }
        if (!packet.topic().isEmpty()) {
            aliases.put(alias, packet.topic());
            return packet.topic();
        }
        String topic = aliases.get(alias);
        if (topic == null) {
            throw new ProtocolViolation(Reason.PROTOCOL_ERROR, "topic alias %d stands for nothing".formatted(alias));
        }
        return topic;
    }

    private void acknowledgement(Packet.Acknowledgement packet, Session mine, Inbound in) throws ProtocolViolation {
        if (packet.type() == PacketType.PUBREL) {
            in.release(packet.packetId());
        } else if (!mine.outbox.acknowledged(this, packet)) {
            throw new ProtocolViolation(Reason.PROTOCOL_ERROR, packet.type() + " does not belong to its exchange");
        }
    }

    private void disconnect(Packet.Disconnect packet, Session mine) throws ProtocolViolation {
        long expiry = packet.properties().number(Property.SESSION_EXPIRY_INTERVAL, mine.expirySeconds);
        if (mine.expirySeconds == 0 && expiry != 0) {
            throw new ProtocolViolation(
                    Reason.PROTOCOL_ERROR, "the session was to end with the connection"); // §3.14.2.2.2
        }
        mine.expirySeconds = broker.sessionExpiry(expiry);
        if (packet.code() == Reason.SUCCESS) {
            will = null; // [MQTT-3.14.4-3]
        }
        shut();
    }

    /** The session is there: from here on packets are served. */
    void accepted(Session accepted, @Nullable Will lastWill, int keepAlive, boolean sessionPresent) {
        session = accepted;
        will = lastWill;
        resumed = sessionPresent;
        inbound = new Inbound(this, accepted, broker);
        keepAliveMillis = keepAlive * 1500L; // [MQTT-3.1.2-22]
        state = State.CONNECTED;
    }

    /** Answers CONNECT with an error, as far as the version has a word for it, and closes (§3.1.4). */
    void refuse(int code, String reason) {
        if (version.five()) {
            Packet.Connack told = new Packet.Connack(false, code, problem(reason));
            Packet.Connack bare = new Packet.Connack(false, code, Properties.NONE);
            if (fits(bare)) {
                send(fits(told) ? told : bare);
            }
        } else if (Reason.connectReturnCode(code) > 0) {
            send(new Packet.Connack(false, Reason.connectReturnCode(code), Properties.NONE));
        }
        shut();
    }

    /** Says why where the version can (§4.13), and closes. */
    void close(int code, String reason) {
        if (state == State.CONNECTED && version.five()) {
            Packet.Disconnect told = new Packet.Disconnect(code, problem(reason));
            send(fits(told) ? told : new Packet.Disconnect(code, Properties.NONE));
        }
        shut();
    }

    private static Properties problem(String reason) {
        return Properties.builder().text(Property.REASON_STRING, reason).build();
    }

    private void shut() {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        ended();
    }

    private void ended() {
        if (inbound != null) {
            inbound.abandon();
        }
        broker.closed(this, session, will);
        session = null;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (state != State.CLOSED) {
            state = State.CLOSED;
            ended();
        }
        if (!working) {
            received.release();
            received = Unpooled.EMPTY_BUFFER;
        }
        broker.gone(this);
        broker.loop().flush();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        broker.loop().flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (channel.isWritable() && session != null) {
            session.outbox.pump();
        }
        broker.loop().flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        channel.close();
    }

    void send(Packet packet) {
        if (!channel.isActive()) {
            return;
        }
        Packet sent = packet instanceof Publish ? packet : fitting(packet);
        channel.write(PacketWriter.write(channel.alloc(), sent, version));
        if (!dirty) {
            dirty = true;
            broker.loop().dirty(this);
        }
    }

    /** §3.1.2.11.7, §3.1.2.11.4: reason string and user properties go only to who wants them and has room for them. */
    private Packet fitting(Packet packet) {
        if (packet instanceof Packet.Acknowledgement answer
                && !answer.properties().isEmpty()) {
            return explains() && fits(packet)
                    ? packet
                    : new Packet.Acknowledgement(answer.type(), answer.packetId(), answer.code(), Properties.NONE);
        }
        return packet;
    }

    /** Whether the client wants reason strings and user properties (§3.1.2.11.7). */
    boolean explains() {
        return version.five()
                && (connect == null || connect.properties().number(Property.REQUEST_PROBLEM_INFORMATION, 1) == 1);
    }

    void flush() {
        dirty = false;
        channel.flush();
    }

    boolean fits(Packet packet) {
        long maximum = connect == null
                ? Long.MAX_VALUE
                : connect.properties().number(Property.MAXIMUM_PACKET_SIZE, Long.MAX_VALUE);
        if (maximum == Long.MAX_VALUE) {
            return true;
        }
        if (packet instanceof Publish publish) {
            return PacketWriter.size(publish, version) <= maximum;
        }
        ByteBuf written = PacketWriter.write(channel.alloc(), packet, version);
        int size = written.readableBytes();
        written.release();
        return size <= maximum;
    }

    /** Stops reading; the keep alive rests meanwhile. */
    void pause() {
        if (!paused) {
            paused = true;
            channel.config().setAutoRead(false);
            broker.count(Count.READS_PAUSED);
        }
    }

    void resume() {
        if (paused && state != State.CLOSED) {
            paused = false;
            lastHeard = System.nanoTime();
            channel.config().setAutoRead(true);
            work();
        }
    }

    /** Once a second. */
    void check(long nanos) {
        long silent = (nanos - lastHeard) / 1_000_000;
        if (state == State.AWAITING_CONNECT && silent > broker.limits().connectSeconds() * 1000L) {
            broker.count(Count.CONNECTIONS_TIMED_OUT);
            shut();
        } else if (state == State.CONNECTED && !paused && keepAliveMillis > 0 && silent > keepAliveMillis) {
            broker.count(Count.CONNECTIONS_TIMED_OUT);
            close(Reason.KEEP_ALIVE_TIMEOUT, "nothing heard for %d s".formatted(silent / 1000));
        }
    }

    long outboundBytes() {
        io.netty.channel.ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    boolean closed() {
        return state == State.CLOSED;
    }

    boolean resumed() {
        return resumed;
    }

    boolean writable() {
        return state == State.CONNECTED && channel.isWritable();
    }

    /** How many messages of QoS 1 and 2 may be under way to the client (§3.1.2.11.3). */
    int sendMaximum() {
        long receives = connect == null ? 65_535 : connect.properties().number(Property.RECEIVE_MAXIMUM, 65_535);
        return (int) Math.min(receives, broker.limits().window());
    }

    Version version() {
        return version;
    }

    Channel channel() {
        return channel;
    }

    boolean encrypted() {
        return encrypted;
    }

    @Nullable
    Session session() {
        return session;
    }
}
