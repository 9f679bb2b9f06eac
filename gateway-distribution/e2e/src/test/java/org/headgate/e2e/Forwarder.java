package org.headgate.e2e;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;

/** A packet forwarder of Semtech's (GWMP 2), beside the gateway. */
final class Forwarder implements AutoCloseable {
    private static final int VERSION = 2;
    private static final int PUSH_DATA = 0;
    private static final int PUSH_ACK = 1;
    private static final int ACK_MILLIS = 2_000;

    private final DatagramSocket socket;
    private final int port;
    private final long eui;
    private int sent;

    Forwarder(int port, String eui) throws IOException {
        this.socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        this.port = port;
        this.eui = Long.parseUnsignedLong(eui, 16);
        socket.setSoTimeout(ACK_MILLIS);
    }

    String urn() {
        return "urn:dev:mac:" + HexFormat.of().toHexDigits(eui);
    }

    /** An uplink of a device. @return whether it was acknowledged, which it also is where the disk was slow */
    boolean heard(int device, int counter, int rssi) throws IOException {
        byte[] frame = ByteBuffer.allocate(16)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .put((byte) 0x40)
                .putInt(device)
                .put((byte) 0)
                .putShort((short) counter)
                .put((byte) 1)
                .array();
        return push("{\"rxpk\":[{\"tmst\":" + (1_000_000L * ++sent + counter)
                + ",\"freq\":868.1,\"stat\":1,\"modu\":\"LORA\","
                + "\"datr\":\"SF9BW125\",\"codr\":\"4/5\",\"rssi\":" + rssi + ",\"lsnr\":3.5,\"size\":16,\"data\":\""
                + Base64.getEncoder().encodeToString(frame) + "\"}]}");
    }

    private boolean push(String json) throws IOException {
        byte[] text = json.getBytes(StandardCharsets.UTF_8);
        short token = (short) sent;
        byte[] datagram = ByteBuffer.allocate(12 + text.length)
                .put((byte) VERSION)
                .putShort(token)
                .put((byte) PUSH_DATA)
                .putLong(eui)
                .put(text)
                .array();
        socket.send(new DatagramPacket(datagram, datagram.length, InetAddress.getLoopbackAddress(), port));
        DatagramPacket answer = new DatagramPacket(new byte[64], 64);
        try {
            do {
                socket.receive(answer);
            } while (answer.getLength() != 4
                    || ByteBuffer.wrap(answer.getData()).getShort(1) != token);
        } catch (SocketTimeoutException e) {
            return false;
        }
        return answer.getData()[3] == PUSH_ACK;
    }

    @Override
    public void close() {
        socket.close();
    }
}
