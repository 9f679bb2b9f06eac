package org.headgate.mqtt.door.internal.broker;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.util.function.Supplier;
import org.headgate.api.access.Login;
import org.headgate.mqtt.door.internal.codec.PacketReader;
import org.headgate.mqtt.door.internal.codec.ProtocolViolation;
import org.headgate.mqtt.door.internal.packet.Packet;
import org.headgate.mqtt.door.internal.packet.Packet.Publish;
import org.headgate.mqtt.door.internal.packet.Packet.Will;
import org.headgate.mqtt.door.internal.packet.Properties;
import org.headgate.mqtt.door.internal.packet.Reason;
import org.headgate.mqtt.door.internal.packet.Version;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One network connection: bytes in and out, its state, and when it is read. All on the door's loop. */
public final class Connection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    /** Largest CONNECT: who has not signed in shall not hold more. */
    private static final int CONNECT_BYTES = 192 * 1024;
    /** Above, nothing more is read from a client that does not read its answers. */
    private static final int UNREAD_BYTES = 256 * 1024;

    private enum State {
        AWAITING_CONNECT,
        CONNECTED,
        CLOSED
    }

    private final Broker broker;
    private final Channel channel;
    private final Supplier<Object> lastWord;
    private final PacketReader reader;
    private final Received received;
    private final Sending sending;
    private final long openedAt = System.nanoTime();
    private State state = State.AWAITING_CONNECT;
    private boolean working;
    private boolean paused;
    private boolean unread;
    private boolean dirty;
    private long lastHeard = openedAt;
    private long keepAliveMillis;
    private Client client = Client.of(Version.MQTT_3_1_1);
    /** Null where the client takes none. */
    private @Nullable GivenAliases aliases;

    private @Nullable Conversation conversation;
    private @Nullable Farewell farewell;
    private Login.Stay stay = Login.Stay.RESIDENT;

    public Connection(Broker broker, Channel channel) {
        this(broker, channel, () -> Unpooled.EMPTY_BUFFER);
    }

    /** @param lastWord what the framing below says at the end */
    public Connection(Broker broker, Channel channel, Supplier<Object> lastWord) {
        this.broker = broker;
        this.channel = channel;
        this.lastWord = lastWord;
        this.received = new Received(broker, channel);
        this.sending = new Sending(channel);
        this.reader = new PacketReader(Math.min(CONNECT_BYTES, broker.limits().packetBytes()));
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        broker.opened(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (farewell != null) {
            farewell.discard(bytes.readableBytes());
        }
        if (state == State.CLOSED) {
            bytes.release();
            return;
        }
        lastHeard = System.nanoTime();
        received.add(bytes);
        work();
    }

    /** On the loop. @param bytes which the framing below has received and not handed up yet */
    public void framed(int bytes) {
        received.framed(state == State.CLOSED ? 0 : bytes);
        settle();
    }

    private void work() {
        if (working) {
            return;
        }
        working = true;
        try {
            Packet packet;
            while (state != State.CLOSED && !paused && reads() && (packet = reader.read(received.bytes())) != null) {
                handle(packet);
            }
        } catch (ProtocolViolation e) {
            violated(e);
        } finally {
            working = false;
            if (conversation != null) {
                conversation.readAll();
            }
            settle();
        }
    }

    /** False where the client does not read what it is answered; then what it asks waits, too. */
    private boolean reads() {
        if (outboundBytes() > UNREAD_BYTES) {
            sending.push();
            channel.flush();
            unread = outboundBytes() > UNREAD_BYTES;
        }
        return !unread;
    }

    private void settle() {
        if (state == State.CLOSED) {
            received.drop();
            return;
        }
        received.settle();
        if (!paused && received.tooMuch()) {
            broker.count(Count.CONNECTIONS_CLOSED_UNFINISHED);
            close(Reason.QUOTA_EXCEEDED, "received_limit: parts of packets fill what all connections share");
            return;
        }
        if (unread) {
            received.stop();
        } else {
            received.read(!paused);
        }
    }

    private void violated(ProtocolViolation violation) {
        broker.count(violation.code() == Reason.PACKET_TOO_LARGE ? Count.PACKETS_TOO_LARGE : Count.PROTOCOL_VIOLATIONS);
        if (violation.quiet() && state == State.AWAITING_CONNECT) {
            drop();
        } else if (violation.quiet()) {
            shut();
        } else if (state == State.AWAITING_CONNECT) {
            Version spoken = reader.spoken();
            client = Client.of(spoken == null ? Version.MQTT_3_1_1 : spoken);
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
            client = Client.of(first);
            aliases = GivenAliases.of(client);
            reader.version(first.version());
            reader.maximumSize(broker.limits().packetBytes());
            broker.sessions().connect(this, first);
            return;
        }
        Conversation talking = conversation;
        if (talking != null) {
            talking.handle(packet);
        }
    }

    /** Who has signed in is to be told when the connection ends. */
    void signedIn(Login.Stay how) {
        stay = how;
    }

    /** The session is there: from here on packets are served. */
    void accepted(Session accepted, @Nullable Will will, int keepAlive, boolean resumed) {
        conversation = new Conversation(this, broker, accepted, will, resumed);
        keepAliveMillis = keepAlive * 1500L; // [MQTT-3.1.2-22]
        state = State.CONNECTED;
    }

    /** Answers CONNECT with an error, as far as the version has a word for it, and closes (§3.1.4). */
    void refuse(int code, String reason) {
        refuse(code, Client.problem(reason));
    }

    void refuse(int code, Properties properties) {
        Packet told = client.refusal(code, properties);
        if (told != null) {
            send(told);
        }
        shut();
    }

    /** Says why where the version can (§4.13), and closes. */
    void close(int code, String reason) {
        close(code, Client.problem(reason));
    }

    void close(int code, Properties properties) {
        if (state == State.CONNECTED && version().five()) {
            send(client.goodbye(code, properties));
        }
        shut();
    }

    /** Closes, once what was written has left. */
    void shut() {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        sending.push();
        farewell = Farewell.say(broker, channel, lastWord.get());
        ended();
    }

    /** Closes at once, without a word: who was told nothing and holds nothing shall not stay. */
    void drop() {
        channel.close();
    }

    private void ended() {
        Conversation over = conversation;
        conversation = null;
        if (over != null) {
            over.ended();
        }
        Login.Stay left = stay;
        stay = Login.Stay.RESIDENT;
        left.ended();
        if (!working) {
            received.drop();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (state == State.CONNECTED && paused) {
            lastWords();
        }
        if (state != State.CLOSED) {
            state = State.CLOSED;
            ended();
        }
        sending.drop();
        broker.gone(this);
        broker.loop().flush();
    }

    /** What waited behind the pause is the client's to send again, but if it said goodbye, its will is void. */
    private void lastWords() {
        try {
            Packet packet;
            while (state == State.CONNECTED && (packet = reader.read(received.bytes())) != null) {
                if (packet instanceof Packet.Disconnect) {
                    handle(packet);
                }
            }
        } catch (ProtocolViolation e) {
            broker.count(Count.PROTOCOL_VIOLATIONS);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        broker.loop().flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (channel.isWritable() && conversation != null) {
            conversation.writable();
            if (unread) {
                unread = false;
                work();
            }
        }
        broker.loop().flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException || cause instanceof DecoderException)) {
            LOG.error("a connection is closed, since serving it failed", cause);
        }
        channel.close();
    }

    void send(Packet packet) {
        if (state == State.CLOSED || !channel.isActive()) {
            return;
        }
        sending.add(fitting(packet), version());
        if (!dirty) {
            dirty = true;
            broker.loop().dirty(this);
        }
    }

    private Packet fitting(Packet packet) {
        if (packet instanceof Publish publish) {
            return aliases == null ? publish : aliases.shortened(publish);
        }
        return client.fitting(packet);
    }

    void flush() {
        dirty = false;
        sending.push();
        channel.flush();
    }

    /** Serves nothing more; the keep alive rests meanwhile. */
    void pause() {
        if (!paused) {
            paused = true;
            broker.count(Count.READS_PAUSED);
        }
    }

    void resume() {
        if (paused && state != State.CLOSED) {
            paused = false;
            lastHeard = System.nanoTime();
            work();
        }
    }

    /** Once a second. */
    void check(long nanos) {
        if (farewell != null) {
            farewell.check(nanos);
            return;
        }
        long silent = (nanos - lastHeard) / 1_000_000;
        if (state == State.AWAITING_CONNECT
                && nanos - openedAt > broker.limits().connectSeconds() * 1_000_000_000L) {
            broker.count(Count.CONNECTIONS_TIMED_OUT);
            drop();
        } else if (state == State.CONNECTED && !paused && keepAliveMillis > 0 && silent > keepAliveMillis) {
            broker.count(Count.CONNECTIONS_TIMED_OUT);
            close(Reason.KEEP_ALIVE_TIMEOUT, "nothing heard for %d s".formatted(silent / 1000));
        }
    }

    long outboundBytes() {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return sending.bytes() + (buffer == null ? 0 : buffer.totalPendingWriteBytes());
    }

    boolean closed() {
        return state == State.CLOSED;
    }

    boolean writable() {
        return state == State.CONNECTED && channel.isWritable();
    }

    /** How many messages of QoS 1 and 2 may be under way to the client (§3.1.2.11.3). */
    int sendMaximum() {
        return Math.min(client.receiveMaximum(), broker.limits().window());
    }

    Client client() {
        return client;
    }

    Version version() {
        return client.version();
    }

    Channel channel() {
        return channel;
    }
}
