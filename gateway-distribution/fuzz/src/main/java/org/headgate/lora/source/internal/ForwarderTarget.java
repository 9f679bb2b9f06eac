package org.headgate.lora.source.internal;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.headgate.api.message.Trust;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.fuzz.Target;

/** A datagram of a packet forwarder, and what is read of it before it becomes messages. */
public final class ForwarderTarget implements Target {
    private static final String RXPK =
            "{\"tmst\":4202879084,\"freq\":868.3,\"stat\":1,\"modu\":\"LORA\",\"datr\":\"SF7BW125\","
                    + "\"codr\":\"4/5\",\"lsnr\":9.2,\"rssi\":-57,\"size\":17,\"data\":\"QPF9vkkAAgABlUN4disR/w0=\"}";
    private static final HexFormat HEX = HexFormat.of();

    private final Uplinks uplinks = new Uplinks(Trust.UNKNOWN);

    @Override
    public String name() {
        return "lora";
    }

    @Override
    public List<byte[]> seeds() {
        return Stream.of(
                        "02123400aa555a0102030405" + text("{\"rxpk\":[" + RXPK + "," + RXPK + "]}"),
                        "01123400aa555a0102030405"
                                + text(
                                        "{\"stat\":{\"time\":\"2020-03-04 07:01:02 GMT\",\"rxnb\":3,\"ackr\":0.0,\"lati\":48.3,\"long\":2.9}}"),
                        "02123400aa555a0102030405"
                                + text(
                                        "{\"rxpk\":[{\"freq\":903.9,\"datr\":50000,\"data\":\"AwIB\",\"rsig\":[{\"ant\":0,\"lsnr\":10.0,\"rssic\":-46}]}]}"),
                        "029f9202aa555a0102030405",
                        "028ba5057276ff00390300ae" + text("{\"txpk_ack\":{\"error\":\"TX_FREQ\"}}"))
                .map(HEX::parseHex)
                .toList();
    }

    private static String text(String json) {
        return HEX.formatHex(json.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    @Override
    public void take(byte[] input) {
        Gwmp read = Gwmp.read(ByteBuffer.wrap(input));
        if (read instanceof Gwmp.TxAck ack) {
            Downlinks.sent(ack.json());
        } else if (read instanceof Gwmp.PushData push) {
            PushBody body = PushBody.of(push.json());
            body.rxpk().forEach(rxpk -> refusable(() -> uplinks.frame(push.eui(), rxpk, 1)));
            byte[] stat = body.stat();
            if (stat != null) {
                refusable(() -> uplinks.report(push.eui(), stat, 1));
            }
        }
    }

    private interface Reading {
        Object read() throws MalformedPayload;
    }

    private static void refusable(Reading reading) {
        try {
            reading.read();
        } catch (MalformedPayload e) {
            if (e.getMessage() == null || e.getMessage().isBlank()) {
                throw new AssertionError("a refusal without a reason", e);
            }
        }
    }
}
