package org.headgate.lora.source.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.headgate.api.message.Message;
import org.headgate.api.message.Trust;
import org.headgate.api.profile.MalformedPayload;
import org.junit.jupiter.api.Test;

class UplinksTest {
    private final Uplinks uplinks = new Uplinks(Trust.UNKNOWN);

    private Message frame(long eui, String rxpk) throws MalformedPayload {
        return uplinks.frame(eui, rxpk.getBytes(UTF_8), 1_700_000_000_000L).sighting();
    }

    private long origin(long eui, String rxpk) throws MalformedPayload {
        return java.util.Objects.requireNonNull(frame(eui, rxpk).origin()).key();
    }

    @Test
    void frame_becomesTheMessageOfItsGateway() throws MalformedPayload {
        Message message = frame(0x0000000000000001L, Datagrams.rxpk(5));

        assertThat(message.transport()).isEqualTo("lora");
        assertThat(message.address()).isEqualTo("gateway/0000000000000001/rxpk");
        assertThat(message.trust()).isEqualTo(Trust.UNKNOWN);
        assertThat(new String(message.payload(), UTF_8)).isEqualTo(Datagrams.rxpk(5));
        assertThat(message.origin()).isNotNull().satisfies(origin -> {
            assertThat(origin.seconds()).isEqualTo(60);
            assertThat(origin.resend()).isTrue();
        });
    }

    @Test
    void origin_isWhatWasHeardWhen_notHowItIsWritten() throws MalformedPayload {
        String one = "{\"tmst\":7,\"freq\":868.3,\"datr\":\"SF7BW125\",\"rssi\":-57,\"data\":\"AwIB\"}";
        String same = "{\"data\":\"AwIB\", \"rssi\":-60, \"datr\":\"SF7BW125\", \"freq\":868.300000, \"tmst\":7}";

        assertThat(origin(1, one)).isEqualTo(origin(1, same));
        assertThat(origin(2, one)).as("another gateway").isNotEqualTo(origin(1, one));
        assertThat(origin(1, one.replace("\"tmst\":7", "\"tmst\":8"))).isNotEqualTo(origin(1, one));
        assertThat(origin(1, one.replace("868.3", "868.5"))).isNotEqualTo(origin(1, one));
        assertThat(origin(1, one.replace("SF7", "SF8"))).isNotEqualTo(origin(1, one));
        assertThat(origin(1, one.replace("AwIB", "AwIC"))).isNotEqualTo(origin(1, one));
    }

    @Test
    void origin_ofWhatAProfileWillRefuse_isItsText() throws MalformedPayload {
        assertThat(origin(1, "{\"tmst\":-1}")).isEqualTo(origin(1, "{\"tmst\":-1}"));
        assertThat(origin(1, "{\"tmst\":-1}")).isNotEqualTo(origin(1, "{\"tmst\":-2}"));
    }

    @Test
    void elementThatIsNoObject_isRefused() {
        assertThatThrownBy(() -> frame(1, "7")).isInstanceOf(MalformedPayload.class);
        assertThatThrownBy(() -> frame(1, "{\"freq\":nan}")).isInstanceOf(MalformedPayload.class);
        assertThatThrownBy(() -> uplinks.report(1, "[]".getBytes(UTF_8), 0)).isInstanceOf(MalformedPayload.class);
    }
}
