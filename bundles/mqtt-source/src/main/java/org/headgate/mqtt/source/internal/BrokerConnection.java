package org.headgate.mqtt.source.internal;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.headgate.api.status.Problem;
import org.headgate.api.topic.TopicFilter;
import org.jspecify.annotations.Nullable;

/**
 * One connection from TCP to its end, with a thread that reads it and calls back. Writes may come from any thread; there is never more to write than the
 * kernel takes without waiting: acknowledgements of what the broker may send, and a ping.
 */
final class BrokerConnection implements PacketReader.Source {
    private static final int CONNECT_MILLIS = 5_000;
    private static final int BUFFER = 16 * 1024;
    private static final int LONGEST_PASSWORD = 65_535;

    private final Broker broker;
    private final Events events;
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int end;
    private volatile Socket tcp = new Socket();
    private volatile @Nullable InputStream in;
    private volatile @Nullable OutputStream out;
    private volatile boolean over;
    private volatile long keepAliveNanos;
    private volatile long heardAt = System.nanoTime();
    private volatile long sentAt = heardAt;
    private volatile boolean admitted;
    private long pingedAt;
    private boolean pinged;

    interface Events {
        void connected(FromBroker.Connected answer);

        void subscribed(FromBroker.Subscribed answer);

        void arrived(FromBroker.Publish message);

        void released(int packetId);

        void ended(Problem problem);
    }

    BrokerConnection(Broker broker, Events events) {
        this.broker = broker;
        this.events = events;
        this.keepAliveNanos = TimeUnit.SECONDS.toNanos(broker.keepAliveSeconds());
    }

    /** Returns at once. @throws IOException where a file of the configuration cannot be read */
    void start() throws IOException, GeneralSecurityException {
        byte[] password = password();
        SSLSocketFactory tls =
                broker.tls() ? TlsFiles.sockets(broker.caFile(), broker.certificateFile(), broker.keyFile()) : null;
        Thread reader = new Thread(() -> run(tls, password), "mqtt-source-" + broker.name() + "-reader");
        reader.setDaemon(true);
        reader.start();
    }

    private void run(@Nullable SSLSocketFactory tls, byte[] password) {
        try {
            open(tls);
            write(PacketWriter.connect(broker, password));
            while (!over) {
                take(PacketReader.read(this, broker.packetBytes()));
            }
        } catch (IOException | RuntimeException e) {
            end(Failure.of(broker, e, admitted, out != null));
        }
    }

    private void open(@Nullable SSLSocketFactory tls) throws IOException {
        InetAddress[] addresses = InetAddress.getAllByName(broker.host());
        for (int i = 0; ; i++) {
            Socket socket = new Socket();
            tcp = socket;
            try {
                if (over) {
                    throw new IOException("closed");
                }
                socket.connect(new InetSocketAddress(addresses[i], broker.port()), CONNECT_MILLIS);
                break;
            } catch (IOException e) {
                socket.close();
                if (i + 1 == addresses.length) {
                    throw e;
                }
            }
        }
        Socket socket = tcp;
        socket.setTcpNoDelay(true);
        if (tls != null) {
            SSLSocket secure = (SSLSocket) tls.createSocket(socket, broker.host(), broker.port(), true);
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secure.setSSLParameters(parameters);
            secure.startHandshake();
            socket = secure;
        }
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    private void take(FromBroker packet) throws IOException {
        if (packet instanceof FromBroker.Connected answer && !admitted) {
            connected(answer);
        } else if (packet instanceof FromBroker.Ended ended) {
            end(Failure.refused(broker, ended.reason(), ended.text()));
        } else if (!admitted) {
            throw new ProtocolException("another packet where CONNACK belongs");
        } else if (packet instanceof FromBroker.Publish message) {
            events.arrived(message);
        } else if (packet instanceof FromBroker.Released released) {
            events.released(released.packetId());
        } else if (packet instanceof FromBroker.Subscribed answer) {
            events.subscribed(answer);
        } else if (packet instanceof FromBroker.Connected) {
            throw new ProtocolException("a second CONNACK");
        }
    }

    private void connected(FromBroker.Connected answer) {
        if (answer.reason() != 0) {
            end(Failure.refused(broker, answer.reason(), answer.text()));
            return;
        }
        if (answer.keepAliveSeconds() > 0) {
            keepAliveNanos = TimeUnit.SECONDS.toNanos(answer.keepAliveSeconds());
        }
        admitted = true;
        events.connected(answer);
    }

    void subscribe(int packetId, List<TopicFilter> filters) {
        send(PacketWriter.subscribe(packetId, broker, filters));
    }

    /** Sends acknowledgements. Where the connection is broken they are lost: the broker sends those messages again, and they are recognised. */
    void send(byte[] packets) {
        try {
            write(packets);
        } catch (IOException e) {
            // The reading thread finds out too, and says so.
        }
    }

    private void write(byte[] packets) throws IOException {
        OutputStream stream = out;
        if (stream == null || over) {
            return;
        }
        synchronized (stream) {
            stream.write(packets);
            stream.flush();
        }
        sentAt = System.nanoTime();
    }

    /** Milliseconds after which {@link #alive} wants to be called again. */
    long lookMillis() {
        return Math.max(50, TimeUnit.NANOSECONDS.toMillis(keepAliveNanos) / 4);
    }

    /** Pings where nothing was sent for half the keep alive; false where a ping found no answer within the keep alive. On the link's thread. */
    boolean alive() {
        long now = System.nanoTime();
        if (pinged && heardAt - pingedAt < 0) {
            return now - pingedAt < keepAliveNanos;
        }
        pinged = now - sentAt >= keepAliveNanos / 2 || now - heardAt >= keepAliveNanos;
        if (pinged) {
            pingedAt = now;
            send(PacketWriter.ping());
        }
        return true;
    }

    /** Ends without a word: the broker keeps the session. */
    void abandon() {
        over = true;
        try {
            tcp.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }

    void disconnect() {
        send(PacketWriter.disconnect());
        abandon();
    }

    private void end(Problem problem) {
        boolean first = !over;
        abandon();
        if (first) {
            events.ended(problem);
        }
    }

    @Override
    public int read() throws IOException {
        if (at == end) {
            fill();
        }
        return buffer[at++] & 0xFF;
    }

    @Override
    public byte[] read(int length) throws IOException {
        byte[] bytes = new byte[length];
        for (int done = 0; done < length; ) {
            if (at == end) {
                fill();
            }
            int part = Math.min(length - done, end - at);
            System.arraycopy(buffer, at, bytes, done, part);
            at += part;
            done += part;
        }
        return bytes;
    }

    private void fill() throws IOException {
        InputStream stream = in;
        int count = stream == null ? -1 : stream.read(buffer);
        if (count < 0) {
            throw new EOFException("the broker closed the connection");
        }
        heardAt = System.nanoTime();
        at = 0;
        end = count;
    }

    private byte[] password() throws IOException {
        if (broker.passwordFile().isEmpty()) {
            return new byte[0];
        }
        byte[] content = Files.readAllBytes(Path.of(broker.passwordFile()));
        int length = 0;
        while (length < content.length && content[length] != '\n' && content[length] != '\r') {
            length++;
        }
        if (length > LONGEST_PASSWORD) {
            throw new IOException(broker.passwordFile() + ": its first line is longer than a password can be");
        }
        return Arrays.copyOf(content, length);
    }
}
