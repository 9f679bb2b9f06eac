package org.headgate.mqtt.door.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.headgate.mqtt.door.internal.packet.Packet;
import org.headgate.mqtt.door.internal.packet.Version;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Packets that must be read and packets that must be refused, from {@code cases.dir}. */
class MqttPacketVectorsTest {
    /** CONNACK of MQTT 5 has properties (§3.2.2) and a Maximum QoS of 0 or 1 (§3.2.2.3.4); a header alone is no packet. */
    private static final List<String> NOT_AS_THE_STANDARD = List.of(
            "Version 4 CONACK in Version 5 mode",
            "Version 5 CONNACK test 1",
            "Version 5 CONNACK test 2",
            "connack MQTT 5 with properties",
            "Max payload publish packet");

    @Test
    void vectors_read_asTheySay() throws IOException {
        Path file = Path.of(System.getProperty("cases.dir", "none"), "mqtt-packet", "vectors.json");
        Assumptions.assumeTrue(Files.exists(file), "there are no cases in " + file);
        List<String> wrong = new ArrayList<>();
        for (JsonNode vector : new ObjectMapper().readTree(file.toFile())) {
            boolean refused = vector.get("kind").asText().equals("parseError");
            String result = read(vector);
            boolean listed = NOT_AS_THE_STANDARD.contains(vector.path("name").asText());
            if (!listed && refused == result.isEmpty()) {
                wrong.add(vector.path("name").asText(vector.path("error").asText()) + " "
                        + vector.get("hex").asText() + ": " + result);
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static String read(JsonNode vector) {
        int level = vector.path("opts").path("protocolVersion").asInt(4);
        PacketReader reader = new PacketReader(1 << 20);
        reader.version(level == 5 ? Version.MQTT_5 : Version.MQTT_3_1_1);
        ByteBuf bytes =
                Unpooled.wrappedBuffer(HexFormat.of().parseHex(vector.get("hex").asText()));
        try {
            Packet packet = reader.read(bytes);
            return packet == null ? "incomplete" : "";
        } catch (ProtocolViolation e) {
            return e.getMessage();
        }
    }
}
