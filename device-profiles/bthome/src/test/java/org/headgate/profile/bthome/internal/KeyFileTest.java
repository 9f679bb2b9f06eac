package org.headgate.profile.bthome.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.headgate.api.message.Message;
import org.headgate.api.message.Trust;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.api.status.Problem;
import org.headgate.profile.ble.BleAddress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyFileTest {
    private static final String KEY = "231d39c1d7cc1ab1aee224cd096db932";
    private static final String LINE = "54:48:E6:8F:80:A5 " + KEY + "\n";

    private Path path;

    @BeforeEach
    void name(@TempDir Path folder) {
        path = folder.resolve("bthome.keys");
    }

    @Test
    void decode_keyComesChangesAndGoes_isReadAndRefusedAccordingly() throws Exception {
        KeyFile file = new KeyFile(path, false);
        BthomeProfile profile = new BthomeProfile(file::keys, "data/bthome.keys");
        file.look();
        assertThat(refusal(profile)).isEqualTo("key_missing");
        write("# the cellar\n\n  " + LINE);
        file.look();
        assertThat(profile.decode(encrypted())).as("values and a sighting").hasSize(2);
        write("54:48:E6:8F:80:A5 814aac74c4f17b6c1581e1ab87816b99");
        file.look();
        assertThat(refusal(profile)).isEqualTo("key_wrong");
        Files.delete(path);
        file.look();
        assertThat(refusal(profile)).isEqualTo("key_missing");
        assertThat(file.obstacle()).isNull();
    }

    @Test
    void refusal_namesDeviceAndPlaceAndNoKey() {
        BthomeProfile without = BthomeProfileTest.profile("");
        BthomeProfile wrong = BthomeProfileTest.profile("54:48:E6:8F:80:A5 814aac74c4f17b6c1581e1ab87816b99");
        for (BthomeProfile profile : List.of(without, wrong)) {
            assertThatThrownBy(() -> profile.decode(encrypted()))
                    .isInstanceOf(MalformedPayload.class)
                    .hasMessageContaining("54:48:E6:8F:80:A5")
                    .hasMessageContaining("data/bthome.keys")
                    .hasMessageNotContaining("814aac74");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "54:48:E6:8F:80 " + KEY + ", line 2",
        "54:48:E6:8F:80:A6, line 2",
        "54:48:E6:8F:80:A6 " + KEY + " x, line 2",
        "54:48:E6:8F:80:A6 " + KEY + "00, line 2",
        "54:48:E6:8F:80:A6 231d39c1d7cc1ab1aee224cd096db93x, line 2",
        "5448E68F80A5 " + KEY + ", same device"
    })
    void look_brokenLine_keepsTheFormerKeysAndSaysWhereNotWhat(String line, String said) throws Exception {
        KeyFile file = new KeyFile(path, false);
        write(LINE);
        file.look();
        write(LINE + line);
        file.look();
        assertThat(file.obstacle()).contains(said).doesNotContain("231d39c1");
        assertThat(file.keys().size()).isEqualTo(1);
        assertThat(BthomeComponent.report(file).problems())
                .extracting(Problem::code)
                .containsExactly("bthome_keys_unusable");
        assertThat(BthomeComponent.report(file).toString()).doesNotContain("231d39c1");
        write(LINE);
        file.look();
        assertThat(file.obstacle()).isNull();
        assertThat(BthomeComponent.report(file).problems()).isEmpty();
    }

    @Test
    void look_fileThatIsNamedAndNotThere_isAProblemUntilItComes() throws Exception {
        KeyFile file = new KeyFile(path, true);
        file.look();
        assertThat(file.obstacle()).contains("not there");
        write(LINE);
        file.look();
        assertThat(file.obstacle()).isNull();
    }

    @Test
    void look_readableByOthers_isSaidUntilItIsNot() throws Exception {
        KeyFile file = new KeyFile(path, false);
        write(LINE);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r-----"));
        file.look();
        assertThat(BthomeComponent.report(file).problems())
                .extracting(Problem::code)
                .containsExactly("secret_exposed");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        file.look();
        assertThat(BthomeComponent.report(file).problems()).isEmpty();
    }

    @Test
    void find_otherDevice_hasNoKey() {
        BindKeys keys = BindKeys.parse(LINE);
        assertThat(keys.find(
                        BleAddress.parse("5448e68f80a5", BleAddress.Type.RANDOM).orElseThrow()))
                .isPresent();
        assertThat(keys.find(
                        BleAddress.parse("5448e68f80a6", BleAddress.Type.PUBLIC).orElseThrow()))
                .isEmpty();
    }

    /** Under a new name first, so that each writing is another file, whatever the clock of the file system counts in. */
    private void write(String content) throws IOException {
        Path fresh = Files.writeString(path.resolveSibling("fresh"), content);
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
        Files.move(fresh, path, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String refusal(BthomeProfile profile) {
        try {
            List<Decoded> decoded = profile.decode(encrypted());
            throw new AssertionError("decoded: " + decoded);
        } catch (MalformedPayload e) {
            return e.code();
        }
    }

    private static Message encrypted() {
        String payload = "{\"id\":\"54:48:E6:8F:80:A5\",\"servicedatauuid\":\"fcd2\","
                + "\"servicedata\":\"41a47266c95f730011223378237214\"}";
        return new Message(
                "mqtt",
                "mqtt-door",
                "home/gw/BTtoMQTT/5448E68F80A5",
                "",
                Trust.UNKNOWN,
                "",
                payload.getBytes(StandardCharsets.UTF_8),
                1_700_000_000_000L,
                null);
    }
}
