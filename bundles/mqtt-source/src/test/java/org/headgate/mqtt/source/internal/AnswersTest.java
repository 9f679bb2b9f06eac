package org.headgate.mqtt.source.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.headgate.api.status.Problem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a broker may answer, and what the operator is told then. */
class AnswersTest {
    private static final int MOST = 1 << 16;

    @TempDir
    Path folder;

    private Rig rig;

    @BeforeEach
    void prepare() {
        rig = new Rig(folder);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @ParameterizedTest
    @CsvSource({
        "20 03 00 86 00, sign_in_refused",
        "20 03 00 87 00, sign_in_refused",
        "20 03 00 85 00, client_id_refused",
        "20 03 00 84 00, no_mqtt_5",
        "20 02 00 01, no_mqtt_5",
        "20 03 00 88 00, broker_down",
        "E0 00, broker_down",
        "E0 02 8B 00, broker_down",
        "20 03 00 9D 00, broker_refused",
        "E0 02 8E 00, client_id_shared",
        "20 03 00 00, broker_silent",
        "48 54 54 50 2F 31, broker_malformed",
        "20 FF FF FF FF 01, broker_malformed",
        "20 FF FF FF 7F 00, broker_malformed",
        "90 04 00 01 00 00, broker_malformed",
        "20 03 00 00 00 20 03 00 00 00, broker_malformed",
        "20 08 00 00 05 11 00 00 0E 10, session_shortened"
    })
    void answer_ofABroker_isTold(String hex, String code) throws Exception {
        try (FakeBroker broker = new FakeBroker(bytes(hex))) {
            MqttSource source = rig.start(broker.port(), Map.of());
            Problem problem = Rig.problem(source, code);
            assertThat(problem.reason()).contains("mqtt://127.0.0.1:" + broker.port());
            assertThat(problem.remedy()).isNotBlank();
        }
    }

    @Test
    void reason_inTheBrokersWords_isToldInOneShortLine() throws Exception {
        String text = "closed\nfor repairs " + "x".repeat(500);
        byte[] words = text.getBytes(StandardCharsets.UTF_8);
        byte[] answer = new byte[2 + 2 + 2 + 2 + 3 + words.length];
        int properties = words.length + 3;
        byte[] head = {
            0x20,
            (byte) (answer.length - 3 & 0x7F | 0x80),
            (byte) (answer.length - 3 >> 7),
            0,
            (byte) 0x9D,
            (byte) (properties & 0x7F | 0x80),
            (byte) (properties >> 7),
            0x1F,
            (byte) (words.length >> 8),
            (byte) words.length
        };
        System.arraycopy(head, 0, answer, 0, head.length);
        System.arraycopy(words, 0, answer, head.length, words.length);
        try (FakeBroker broker = new FakeBroker(answer)) {
            MqttSource source = rig.start(broker.port(), Map.of());
            assertThat(Rig.problem(source, "broker_refused").reason())
                    .contains("0x9d: 'closed for repairs xxx")
                    .hasSizeLessThan(400)
                    .doesNotContain("\n");
        }
    }

    @Test
    void publish_withAllThatIsUsed_isRead() throws Exception {
        String properties = "01 01 03 00 01 78 26 00 01 6B 00 01 76 0B 81 01";
        String body = "00 03 74 2F 61 00 07 " + length(properties) + properties + "32 31 2E 35";
        FromBroker.Publish publish = (FromBroker.Publish) read("3D " + length(body) + body);
        assertThat(publish.packetId()).isEqualTo(7);
        assertThat(publish.qos()).isEqualTo(2);
        assertThat(publish.duplicate()).isTrue();
        assertThat(publish.topic()).isEqualTo("t/a");
        assertThat(publish.contentType()).isEqualTo("x");
        assertThat(publish.payload()).asString().isEqualTo("21.5");
    }

    @ParameterizedTest
    @CsvSource({
        "36 04 00 01 61 00, QoS 3",
        "32 06 00 01 61 00 00 00, identifier 0",
        "30 04 00 05 61 00, shorter",
        "30 05 00 01 61 05 01, shorter",
        "30 07 00 01 61 02 77 00 00, property 0x77",
        "30 06 00 01 61 01 03 00, shorter",
        "60 02 00 01, flags",
        "C0 00, type 12"
    })
    void packet_malformed_isRefusedWithWhatIsWrong(String hex, String what) {
        assertThatThrownBy(() -> read(hex))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining(what);
    }

    @Test
    void bytes_ofAnyKind_giveAPacketOrSayWhatIsWrong() throws IOException {
        Random random = new Random(11);
        int read = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = new byte[2 + random.nextInt(40)];
            random.nextBytes(bytes);
            bytes[0] = (byte) (0x20 | random.nextInt(14) << 4 | bytes[0] & 0x0F);
            bytes[1] = (byte) random.nextInt(bytes.length);
            try {
                PacketReader.read(source(bytes), MOST);
                read++;
            } catch (ProtocolException | EOFException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
        assertThat(read).isPositive();
    }

    private static FromBroker read(String hex) throws IOException {
        return PacketReader.read(source(bytes(hex)), MOST);
    }

    private static String length(String body) {
        return String.format("%02X ", bytes(body).length);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static PacketReader.Source source(byte[] bytes) {
        ByteArrayInputStream in = new ByteArrayInputStream(bytes);
        return new PacketReader.Source() {
            @Override
            public int read() throws IOException {
                int octet = in.read();
                if (octet < 0) {
                    throw new EOFException("the end");
                }
                return octet;
            }

            @Override
            public byte[] read(int length) throws IOException {
                byte[] read = in.readNBytes(length);
                if (read.length < length) {
                    throw new EOFException("the end");
                }
                return read;
            }
        };
    }
}
