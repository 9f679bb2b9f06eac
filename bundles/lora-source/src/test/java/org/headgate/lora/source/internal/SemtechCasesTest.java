package org.headgate.lora.source.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.headgate.profile.json.StrictJson;
import org.headgate.profile.lorawan.frame.HeardFrame;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Datagrams of live forwarders from the folder that {@code cases.dir} names; where there is none, they are no part of the run. */
class SemtechCasesTest {
    private static final Path CASES = Path.of(System.getProperty("cases.dir", "none"), "semtech-udp/vectors.json");

    @TestFactory
    List<DynamicTest> datagram_isReadAsItWasSent() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        if (Files.exists(CASES)) {
            for (JsonNode each : new ObjectMapper().readTree(CASES.toFile())) {
                tests.add(DynamicTest.dynamicTest(each.get("id").asText(), () -> check(each)));
            }
            assertThat(tests).isNotEmpty();
        }
        return tests;
    }

    private static void check(JsonNode expected) throws Exception {
        byte[] bytes = HexFormat.of().parseHex(expected.get("hex").asText());
        Gwmp read = Gwmp.read(ByteBuffer.wrap(bytes));
        assertThat(read).isNotNull();
        assertThat(read.version()).isEqualTo(expected.get("version").asInt());
        assertThat(HexFormat.of().toHexDigits((short) read.token()))
                .isEqualTo(expected.get("token").asText());
        assertThat(HexFormat.of().toHexDigits(read.eui()))
                .isEqualTo(expected.get("gatewayMac").asText());
        switch (expected.get("identifier").asInt()) {
            case Gwmp.PUSH_DATA ->
                body(((Gwmp.PushData) read).json(), expected.get("json").asText());
            case Gwmp.PULL_DATA -> assertThat(read).isInstanceOf(Gwmp.PullData.class);
            default -> assertThat(Downlinks.sent(((Gwmp.TxAck) read).json())).isTrue();
        }
    }

    private static void body(byte[] json, String expected) throws Exception {
        assertThat(new String(json, UTF_8)).isEqualTo(expected);
        PushBody body = PushBody.of(json);
        assertThat(body.broken()).isFalse();
        assertThat(body.rxpk().size() + (body.stat() == null ? 0 : 1)).isEqualTo(1);
        for (byte[] rxpk : body.rxpk()) {
            HeardFrame frame = HeardFrame.read(StrictJson.object(rxpk));
            assertThat(frame.frequency()).isBetween(903_000_000L, 913_000_000L);
            assertThat(frame.payload()).hasSizeBetween(16, 23);
            assertThat(frame.lorawan().isPresent()).isEqualTo(frame.crc() > 0);
            assertThat(frame.antennas().get(0).rssi()).isNotNull();
        }
    }
}
