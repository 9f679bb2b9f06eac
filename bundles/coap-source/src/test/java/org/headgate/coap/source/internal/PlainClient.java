package org.headgate.coap.source.internal;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Arrays;
import org.eclipse.californium.core.coap.CoAP.Code;
import org.eclipse.californium.core.coap.CoAP.Type;
import org.eclipse.californium.core.coap.Message;
import org.eclipse.californium.core.coap.Option;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.coap.Token;
import org.eclipse.californium.core.coap.option.OpaqueOptionDefinition;
import org.eclipse.californium.core.network.serialization.UdpDataParser;
import org.eclipse.californium.core.network.serialization.UdpDataSerializer;
import org.eclipse.californium.elements.AddressEndpointContext;
import org.headgate.testkit.Patience;
import org.jspecify.annotations.Nullable;

/** One message at a time on a plain socket, nothing sent again. */
final class PlainClient implements AutoCloseable {
    static final OpaqueOptionDefinition ECHO = new OpaqueOptionDefinition(Echoes.OPTION, "Echo", true, 1, 40);
    final DatagramSocket socket;
    private final InetAddress to;
    private final int port;
    private int mid = 1;
    int sentBytes;
    int receivedBytes;

    PlainClient(InetAddress to, int port) throws IOException {
        this.to = to;
        this.port = port;
        socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        socket.setSoTimeout(Patience.MILLIS);
    }

    Response get(String path, byte @Nullable [] echo) throws IOException {
        Request request = new Request(Code.GET, Type.CON);
        request.getOptions().setUriPath(path);
        if (echo != null) {
            request.getOptions().addOtherOption(ECHO.create(echo));
        }
        return exchange(request);
    }

    Response exchange(Request request) throws IOException {
        request.setMID(mid++);
        request.setToken(new Token(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}));
        request.setDestinationContext(new AddressEndpointContext(to, port));
        byte[] bytes = new UdpDataSerializer().getByteArray(request);
        sentBytes = bytes.length;
        send(bytes);
        return receive();
    }

    void send(byte[] bytes) throws IOException {
        socket.send(new DatagramPacket(bytes, bytes.length, to, port));
    }

    Response receive() throws IOException {
        while (true) {
            DatagramPacket in = new DatagramPacket(new byte[4096], 4096);
            socket.receive(in);
            receivedBytes = in.getLength();
            Message message = new UdpDataParser().parseMessage(Arrays.copyOf(in.getData(), in.getLength()));
            if (message instanceof Response response) {
                return response;
            }
        }
    }

    static byte @Nullable [] echo(Response response) {
        for (Option option : response.getOptions().getOthers()) {
            if (option.getNumber() == Echoes.OPTION) {
                return option.getValue();
            }
        }
        return null;
    }

    @Override
    public void close() {
        socket.close();
    }
}
