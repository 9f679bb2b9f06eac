package org.headgate.mqtt.door.internal;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.headgate.testkit.Patience;

/** A socket that speaks bytes. */
final class RawClient implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    RawClient(int port) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    RawClient(Socket connected) throws IOException {
        socket = connected;
        socket.setSoTimeout(Patience.MILLIS);
        socket.setTcpNoDelay(true);
        in = socket.getInputStream();
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** In the language of the wire cases. */
    void send(String text) throws IOException {
        send(WireCases.encode(text));
    }

    /** One whole packet. */
    byte[] receive() throws IOException {
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.write(one());
        int size = 0;
        int octet;
        int shift = 0;
        do {
            octet = one();
            packet.write(octet);
            size |= (octet & 0x7F) << shift;
            shift += 7;
        } while ((octet & 0x80) != 0);
        byte[] body = in.readNBytes(size);
        if (body.length < size) {
            throw new EOFException("closed within a packet");
        }
        packet.writeBytes(body);
        return packet.toByteArray();
    }

    String receiveHex() throws IOException {
        return HexFormat.of().formatHex(receive());
    }

    private int one() throws IOException {
        int octet = in.read();
        if (octet < 0) {
            throw new EOFException("closed");
        }
        return octet;
    }

    /** A byte, or −1 where the server has closed. */
    int next() throws IOException {
        return in.read();
    }

    void connect(String clientId, int version) throws IOException {
        connect(clientId, version, true);
    }

    byte[] connect(String clientId, int version, boolean clean) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        text(body, version == 3 ? "MQIsdp" : "MQTT");
        body.write(version);
        body.write(clean ? 2 : 0);
        body.write(0);
        body.write(60);
        if (version == 5 && clean) {
            body.write(0);
        } else if (version == 5) {
            body.writeBytes(new byte[] {5, 0x11, 0, 0, 14, 16});
        }
        text(body, clientId);
        packet(0x10, body.toByteArray());
        byte[] connack = receive();
        if (connack[0] != 0x20 || connack[3] != 0) {
            throw new IOException("CONNECT refused: " + HexFormat.of().formatHex(connack));
        }
        return connack;
    }

    /** A packet whose body is in the language of the wire cases. */
    void packet(int header, String body) throws IOException {
        packet(header, WireCases.encode(body));
    }

    /** The last byte of the next packet. */
    int code() throws IOException {
        byte[] packet = receive();
        return packet[packet.length - 1] & 0xFF;
    }

    void packet(int header, byte[] body) throws IOException {
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.write(header);
        WireCases.variable(packet, body.length);
        packet.writeBytes(body);
        send(packet.toByteArray());
    }

    private static void text(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write(bytes.length >> 8);
        out.write(bytes.length);
        out.writeBytes(bytes);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
