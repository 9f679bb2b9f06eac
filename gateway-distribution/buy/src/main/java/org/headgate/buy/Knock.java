package org.headgate.buy;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.packet.MqttConnAck;
import org.eclipse.paho.mqttv5.common.packet.MqttConnect;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.MqttWireMessage;
import org.headgate.api.batch.Address;

/** Asks a gateway for its address, which it tells to who shows a password that is none. By hand, as the client keeps the reason of a refused CONNECT to itself. */
final class Knock {
    private static final int MILLIS = 60_000;
    private static final int MOST_BYTES = 4096;
    private static final int MQTT_5 = 5;
    private static final Pattern ADDRESS = Pattern.compile("0x[0-9a-f]{40}");

    private Knock() {}

    static Address gateway(URI broker, Address wallet) throws Lost, Halt {
        boolean tls = broker.getScheme().equals("mqtts");
        if (!tls && !broker.getScheme().equals("mqtt")) {
            throw unknown("it is not told over " + broker.getScheme() + "://");
        }
        int port = broker.getPort() >= 0 ? broker.getPort() : tls ? 8883 : 1883;
        try (Socket socket = tls ? secure() : new Socket()) {
            socket.connect(new InetSocketAddress(broker.getHost(), port), MILLIS);
            socket.setSoTimeout(MILLIS);
            MqttConnect connect =
                    new MqttConnect(Buy.reader(), MQTT_5, true, 0, new MqttProperties(), new MqttProperties());
            connect.setUserName(wallet.toString());
            connect.setPassword("?".getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(connect.getHeader());
            socket.getOutputStream().write(connect.getPayload());
            socket.getOutputStream().flush();
            MqttWireMessage answer =
                    MqttWireMessage.createWireMessage(packet(new DataInputStream(socket.getInputStream())));
            String reason = answer instanceof MqttConnAck refusal
                    ? refusal.getProperties().getReasonString()
                    : null;
            Matcher told = ADDRESS.matcher(reason == null ? "" : reason);
            if (told.find()) {
                return Address.parse(told.group());
            }
            throw unknown("the broker does not tell it" + (reason == null ? "" : ": " + reason));
        } catch (IOException | MqttException e) {
            throw new Lost("no answer from " + broker + ": " + e.getMessage());
        }
    }

    private static Socket secure() throws IOException {
        SSLSocket socket = (SSLSocket) SSLSocketFactory.getDefault().createSocket();
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        return socket;
    }

    /** One packet as it is; its length is at most two bytes long. */
    private static byte[] packet(DataInputStream in) throws IOException {
        int type = in.readUnsignedByte();
        int low = in.readUnsignedByte();
        int high = low >= 0x80 ? in.readUnsignedByte() : -1;
        int length = high < 0 ? low : (low & 0x7f) + 0x80 * high;
        if (high >= 0x80 || length > MOST_BYTES) {
            throw new IOException("the answer is no CONNACK");
        }
        int head = high < 0 ? 2 : 3;
        byte[] packet = new byte[head + length];
        packet[0] = (byte) type;
        packet[1] = (byte) low;
        if (high >= 0) {
            packet[2] = (byte) high;
        }
        in.readFully(packet, head, length);
        return packet;
    }

    private static Halt unknown(String why) {
        return new Halt(
                Halt.REFUSED,
                "The gateway's address is not known: " + why
                        + ". Give it with --gateway; its offers and its operator tell it.");
    }
}
