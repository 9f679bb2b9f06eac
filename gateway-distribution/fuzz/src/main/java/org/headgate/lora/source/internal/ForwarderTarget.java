package org.headgate.lora.source.internal;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.headgate.fuzz.ProfileTarget;
import org.headgate.fuzz.Target;

/** Datagrams of packet forwarders, one after the other, as far as intake: a server of its own for each input. */
public final class ForwarderTarget implements Target {
    private static final String RXPK =
            "{\"tmst\":4202879084,\"freq\":868.3,\"stat\":1,\"modu\":\"LORA\",\"datr\":\"SF7BW125\","
                    + "\"codr\":\"4/5\",\"lsnr\":9.2,\"rssi\":-57,\"size\":17,\"data\":\"QPF9vkkAAgABlUN4disR/w0=\"}";
    private static final HexFormat HEX = HexFormat.of();

    @Override
    public String name() {
        return "lora";
    }

    @Override
    public List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>(Stream.of(
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
                .toList());
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] seed : seeds) {
            all.writeBytes(seed);
            all.writeBytes(ProfileTarget.next());
        }
        seeds.add(all.toByteArray());
        return seeds;
    }

    private static String text(String json) {
        return HEX.formatHex(json.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void take(byte[] input) {
        try (LoraServer server = new LoraServer()) {
            ProfileTarget.parts(input).forEach(server::take);
        }
    }
}
