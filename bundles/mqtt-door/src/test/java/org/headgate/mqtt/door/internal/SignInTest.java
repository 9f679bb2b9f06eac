package org.headgate.mqtt.door.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Optional;
import org.headgate.api.access.Login;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is let in, and what is told to those who are not. */
class SignInTest {
    private static final String BARN = "s4 'MQTT' 05 C0 k10 v5 11 L1000 s1 'p' s4 'barn' s1 'w'";

    private final TestDoor door = new TestDoor();

    @AfterEach
    void close() {
        door.close();
    }

    private static String text(byte[] packet) {
        return new String(packet, java.nio.charset.StandardCharsets.UTF_8);
    }

    @Test
    void books_cannotBeRead_unavailableNotWrong() throws IOException {
        door.authenticators.add(credentials -> Optional.of(new Login.Unavailable("books_unavailable", "later")));
        door.authenticators.add(credentials -> credentials.user().equals("barn")
                ? Optional.of(new Login.Denied("bad_credentials", "no"))
                : Optional.empty());
        door.start();
        try (RawClient five = new RawClient(door.port());
                RawClient four = new RawClient(door.port());
                RawClient known = new RawClient(door.port())) {
            five.packet(0x10, "s4 'MQTT' 05 C2 k10 v0 s1 'p' s1 'u' s1 'w'");
            byte[] connack = five.receive();
            assertThat(connack[3] & 0xFF).isEqualTo(0x88);
            assertThat(text(connack)).contains("books_unavailable: later");
            four.packet(0x10, "s4 'MQTT' 04 C2 k10 s1 'p' s1 'u' s1 'w'");
            assertThat(four.receiveHex()).isEqualTo("20020003");
            known.packet(0x10, BARN);
            assertThat(known.receive()[3] & 0xFF).isEqualTo(0x86);
        }
    }
}
