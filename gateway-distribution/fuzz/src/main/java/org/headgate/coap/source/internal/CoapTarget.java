package org.headgate.coap.source.internal;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.californium.core.coap.Message;
import org.eclipse.californium.core.coap.MessageFormatException;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.network.serialization.UdpDataParser;
import org.eclipse.californium.elements.AddressEndpointContext;
import org.eclipse.californium.elements.RawData;
import org.headgate.fuzz.Target;

/** A datagram, and what is read of a request before it becomes a message. */
public final class CoapTarget implements Target {
    private final UdpDataParser parser = new UdpDataParser();

    @Override
    public String name() {
        return "coap";
    }

    @Override
    public List<byte[]> seeds() {
        return Stream.of(
                        "44020001a1b2c3d4b5" + "6669656c64" + "0137" + "116e" + "ff"
                                + "5b7b226e223a2261222c2276223a317d5d",
                        "4003000ab16111322132ff00",
                        "4001000bbb2e77656c6c2d6b6e6f776e04636f7265",
                        "48020001a1a2a3a4a5a6a7a8b161c13cd1060aff3231")
                .map(HexFormat.of()::parseHex)
                .toList();
    }

    @Override
    public void take(byte[] input) {
        InetSocketAddress peer = new InetSocketAddress(InetAddress.getLoopbackAddress(), 5683);
        RawData data = RawData.inbound(input, new AddressEndpointContext(peer), false, System.nanoTime(), peer);
        Message message;
        try {
            message = parser.parseMessage(data);
        } catch (MessageFormatException | IllegalStateException e) {
            // The second is Californium's for options and a payload that contradict each other; its endpoint catches
            // it, too.
            return;
        }
        if (message instanceof Request request) {
            request.getOptions().getUriPathString();
            ContentFormats.mediaType(request.getOptions().getContentFormat());
            new CoapOrigin().of(request, "peer");
        }
    }
}
