package org.headgate.lora.source.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.headgate.lora.source.internal.Gwmp.PullData;
import org.headgate.lora.source.internal.Gwmp.PushData;
import org.headgate.lora.source.internal.Gwmp.TxAck;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GwmpTest {
    private static @Nullable Gwmp read(String hex) {
        return Gwmp.read(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
    }

    private static @Nullable String answer(String hex) {
        Gwmp read = read(hex);
        byte[] answer = read == null ? null : Gwmp.acknowledgement(read);
        return answer == null ? null : HexFormat.of().formatHex(answer);
    }

    @Test
    void pushData_ofBothVersions_isAnsweredWithItsTokenAndVersion() {
        assertThat(read("02fedc00aa555a01020304057b7d")).isInstanceOfSatisfying(PushData.class, push -> {
            assertThat(push.token()).isEqualTo(0xfedc);
            assertThat(push.eui()).isEqualTo(Datagrams.EUI);
            assertThat(push.json()).containsExactly('{', '}');
        });
        assertThat(answer("02fedc00aa555a01020304057b7d")).isEqualTo("02fedc01");
        assertThat(answer("01fedc00aa555a01020304057b7d")).isEqualTo("01fedc01");
    }

    @Test
    void pullData_isAnsweredWithPullAck() {
        assertThat(read("029f9202aa555a0102030405")).isEqualTo(new PullData(2, 0x9f92, Datagrams.EUI));
        assertThat(answer("029f9202aa555a0102030405")).isEqualTo("029f9204");
        assertThat(read("029f9202aa555a010203040500")).as("one byte too many").isNull();
    }

    @Test
    void txAck_hasNoAnswer_andVersionOneHasNone() {
        assertThat(read("028ba5057276ff00390300ae")).isInstanceOf(TxAck.class);
        assertThat(answer("028ba5057276ff00390300ae")).isNull();
        assertThat(read("018ba5057276ff00390300ae")).isNull();
    }

    @Test
    void otherBytes_areNothing() {
        assertThat(read("")).isNull();
        assertThat(read("029f9202aa555a01020304")).as("too short").isNull();
        assertThat(read("009f9202aa555a0102030405")).as("version 0").isNull();
        assertThat(read("039f9202aa555a0102030405")).as("version 3").isNull();
        assertThat(read("029f9201aa555a0102030405")).as("a server's PUSH_ACK").isNull();
        assertThat(read("029f9203aa555a0102030405")).as("a server's PULL_RESP").isNull();
    }

    @Test
    void txAck_tellsWhetherItWasSent() {
        assertThat(sent("")).isTrue();
        assertThat(sent("\0")).isTrue();
        assertThat(sent("{\"txpk_ack\":{\"error\":\"NONE\"}}")).isTrue();
        assertThat(sent("{\"txpk_ack\":{\"warn\":\"TX_POWER\",\"value\":20}}")).isTrue();
        assertThat(sent("{\"txpk_ack\":{\"error\":\"TOO_LATE\"}}")).isFalse();
        assertThat(sent("{")).isFalse();
    }

    private static boolean sent(String json) {
        return Downlinks.sent(json.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
