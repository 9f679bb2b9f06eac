package org.headgate.shell.internal.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.util.Base64;
import org.headgate.api.device.DeviceCredentials;
import org.headgate.api.device.Devices;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceTest {
    @TempDir
    Path folder;

    private Shell shell;
    private final Fakes.MemoryDevices devices = new Fakes.MemoryDevices();
    private final Fakes.MemoryCredentials credentials = new Fakes.MemoryCredentials();

    @BeforeEach
    void start() {
        shell = new Shell(folder);
        shell.gateway.with(Devices.class, devices).with(DeviceCredentials.class, credentials);
        devices.with("urn:dev:mac:01", "kitchen", "").with("urn:dev:mac:02", "attic", "operator");
    }

    @Test
    void adopt_byName_adoptsTheUrn() {
        Shell.Result result = shell.run("device", "adopt", "kitchen");

        assertThat(result.code()).isZero();
        assertThat(devices.devices.get("urn:dev:mac:01").adopted()).isTrue();
    }

    @Test
    void adopt_all_adoptsWhatIsNot() {
        assertThat(shell.run("device", "adopt", "--all").out())
                .contains("Adopted urn:dev:mac:01.")
                .doesNotContain("urn:dev:mac:02");
    }

    @Test
    void adopt_oneUnknownAmongSeveral_adoptsNone() {
        Shell.Result result = shell.run("device", "adopt", "kitchen", "cellar");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("'cellar'").contains("headgate device list");
        assertThat(devices.devices.get("urn:dev:mac:01").adopted()).isFalse();
    }

    @Test
    void adopt_nothingNamed_isWrongUsage() {
        assertThat(shell.run("device", "adopt").code()).isEqualTo(2);
    }

    @Test
    void forget_byName_forgets() {
        assertThat(shell.run("device", "forget", "attic").code()).isZero();
        assertThat(devices.devices).containsOnlyKeys("urn:dev:mac:01");
    }

    @Test
    void list_new_showsThoseThatAreNotAdopted() {
        assertThat(shell.run("device", "list", "--new").out())
                .contains("kitchen")
                .doesNotContain("attic");
    }

    @Test
    void credential_password_isShownOnceAndWrittenForItsOwnerAlone() throws IOException {
        Shell.Result result = shell.run("device", "credential", "add", "../kit chen", "--publish", "z/#");

        Path file = shell.gateway.home().root().resolve("credentials/%2E.%2Fkit%20chen/mosquitto_pub");
        assertThat(result.out()).containsOnlyOnce("c2VjcmV0LW9mLWRldmljZQ");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(file)).contains("-u ../kit chen\n-P c2VjcmV0LW9mLWRldmljZQ\n");
        assertThat(credentials.credentials.get(0).publish()).containsExactly("z/#");
    }

    @Test
    void credential_psk_isAFileOfTwoLines() throws IOException {
        Shell.Result result = shell.run("device", "credential", "add", "meter-1", "--type", "psk", "--out", "keys");

        assertThat(result.out()).contains("Identity meter-1").contains("Key, shown only now");
        assertThat(Files.readString(folder.resolve("keys/psk"))).isEqualTo("meter-1\nc2VjcmV0LW9mLWRldmljZQ\n");
    }

    @Test
    void credential_publicKey_isReadFromItsFile() throws Exception {
        KeyPairGenerator curve = KeyPairGenerator.getInstance("EC");
        curve.initialize(256);
        byte[] key = curve.generateKeyPair().getPublic().getEncoded();
        Files.writeString(
                folder.resolve("meter.pem"),
                "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder().encodeToString(key)
                        + "\n-----END PUBLIC KEY-----\n");

        Shell.Result result =
                shell.run("device", "credential", "add", "meter-2", "--type", "public-key", "--key", "meter.pem");

        assertThat(result.out()).contains("Admitted").contains("meter-2");
        assertThat(credentials.keys.get("meter-2")).isEqualTo(key);
        assertThat(shell.gateway.home().root().resolve("credentials")).doesNotExist();
    }

    @Test
    void credential_publicKeyThatIsNone_isRefusedWithARemedy() throws IOException {
        Files.writeString(folder.resolve("meter.pem"), "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n");

        assertThat(shell.run("device", "credential", "add", "m", "--type", "public-key", "--key", "meter.pem")
                        .err())
                .contains("no public key can be read")
                .contains("openssl pkey");
        assertThat(shell.run("device", "credential", "add", "m", "--type", "public-key")
                        .code())
                .isEqualTo(2);
        assertThat(shell.run("device", "credential", "add", "m", "--key", "meter.pem")
                        .code())
                .isEqualTo(2);
    }

    @Test
    void credential_certificate_admitsTheName() {
        assertThat(shell.run("device", "credential", "add", "meter-3", "--type", "certificate", "--json")
                        .out())
                .contains("\"type\":\"certificate\"");
        assertThat(credentials.credentials.get(0).type()).isEqualTo(DeviceCredentials.Type.CERTIFICATE);
    }

    @Test
    void credential_listAndRemove_neverShowTheSecret() {
        shell.run("device", "credential", "add", "kitchen");

        assertThat(shell.run("device", "credential", "list").out())
                .contains("kitchen  password")
                .doesNotContain("c2VjcmV0");
        assertThat(shell.run("device", "credential", "remove", "kitchen").code())
                .isZero();
        assertThat(shell.run("device", "credential", "remove", "kitchen").code())
                .isEqualTo(1);
    }
}
