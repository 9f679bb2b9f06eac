package org.headgate.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.headgate.api.batch.Hash;
import org.headgate.identity.keystore.Key;
import org.headgate.identity.keystore.KeyUnavailable;
import org.headgate.proof.Keccak;
import org.headgate.proof.Secp256k1;
import org.headgate.testkit.NodeScript;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFilesTest {
    @TempDir
    Path data;

    @Test
    void firstStart_makesAKeyThatStays() throws Exception {
        Key made = files(null).open();
        assertThat(files(null).open().address()).isEqualTo(made.address());
        for (String name : new String[] {"keystore", "keystore.pass"}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(name))))
                    .isEqualTo("rw-------");
        }
        assertThat(Files.readString(data.resolve("keystore.pass"))).matches("[0-9a-f]{64}");
        assertThat(data.resolve("keystore.new")).doesNotExist();
        Hash digest = Keccak.hash(new byte[] {1});
        assertThat(Secp256k1.recover(digest, made.sign(digest))).isEqualTo(made.address());
    }

    @Test
    void passphraseFile_isUsedAndNotWritten() throws Exception {
        Path pass = Files.writeString(data.resolve("my.pass"), "correct horse\r\n");
        Key made = files(pass).open();
        assertThat(data.resolve("keystore.pass")).doesNotExist();
        Files.writeString(pass, "correct horse");
        assertThat(files(pass).open().address()).isEqualTo(made.address());
    }

    @Test
    void missingFiles_areNeverReplaced() throws Exception {
        files(null).open();
        Files.move(data.resolve("keystore.pass"), data.resolve("away"));
        assertThat(refusal(null).code()).isEqualTo("passphrase_missing");
        Files.move(data.resolve("away"), data.resolve("keystore.pass"));
        Files.delete(data.resolve("keystore"));
        assertThat(refusal(null).code()).isEqualTo("keystore_missing");
        assertThat(data.resolve("keystore")).doesNotExist();
        assertThat(refusal(data.resolve("nowhere")).code()).isEqualTo("passphrase_missing");
    }

    @Test
    void corruptKeystore_isRefusedAndKept() throws Exception {
        files(null).open();
        Path keystore = data.resolve("keystore");
        String good = Files.readString(keystore);
        for (String bad : new String[] {
            "",
            "[]",
            good.substring(0, 40),
            good.replace("\"version\" : 3", "\"version\" : 1"),
            good.replace("\"r\" : 8", "\"r\" : 0"),
            good.replace("\"n\" : 4096", "\"n\" : 4095"),
            good.replace("\"iv\" : \"", "\"iv\" : \"zz"),
            good.replaceFirst("\"address\" : \"..", "\"address\" : \"zz"),
        }) {
            Files.writeString(keystore, bad);
            assertThat(refusal(null).code()).isEqualTo("keystore_corrupt");
            assertThat(Files.readString(keystore)).isEqualTo(bad);
        }
        Files.writeString(keystore, good.replaceFirst("\"mac\" : \"..", "\"mac\" : \"00"));
        Files.writeString(data.resolve("keystore.pass"), "0".repeat(64));
        assertThat(refusal(null).code()).isEqualTo("passphrase_wrong");
    }

    @Test
    void standardScrypt_isRefusedWithAdvice() throws Exception {
        files(null).open();
        Path keystore = data.resolve("keystore");
        Files.writeString(keystore, Files.readString(keystore).replace("\"n\" : 4096", "\"n\" : 262144"));
        KeyUnavailable refusal = refusal(null);
        assertThat(refusal.code()).isEqualTo("keystore_too_costly");
        assertThat(refusal).hasMessageContaining("256 MiB").hasMessageContaining("allows 16");
        assertThat(refusal.remedy()).contains("n=4096");
    }

    @Test
    void interruptedFirstStart_isFinishedOrBegunAnew() throws Exception {
        Key made = files(null).open();
        Files.move(data.resolve("keystore"), data.resolve("keystore.new"));
        assertThat(files(null).open().address()).isEqualTo(made.address());

        Files.move(data.resolve("keystore"), data.resolve("keystore.new"));
        Files.delete(data.resolve("keystore.pass"));
        assertThat(files(null).open().address()).isNotEqualTo(made.address());
    }

    @Test
    void readableByOthers_isTold() throws Exception {
        files(null).open();
        assertThat(files(null).exposed()).isEmpty();
        Files.setPosixFilePermissions(data.resolve("keystore"), PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(files(null).exposed()).containsExactly(data.resolve("keystore"));
    }

    @Test
    void parametersThatDoNotFit_areRefused() throws Exception {
        files(null).open();
        Path keystore = data.resolve("keystore");
        Files.writeString(
                keystore,
                Files.readString(keystore)
                        .replace("\"n\" : 4096", "\"n\" : 65536")
                        .replace("\"r\" : 8", "\"r\" : 1"));
        assertThat(refusal(null)).hasMessageContaining("n=65536 r=1");
    }

    @Test
    void keystore_opensWithEthersAndTheirsHere() throws Exception {
        Key made = files(null).open();
        Path keystore = data.resolve("keystore");
        Path theirs = data.resolve("theirs");
        List<String> said = new NodeScript(Path.of("../proof/src/test/node"))
                .run(
                        "keystore.mjs",
                        keystore.toString(),
                        data.resolve("keystore.pass").toString(),
                        theirs.toString());
        assertThat(said).contains("opened " + made.address());
        Files.move(theirs, keystore, StandardCopyOption.REPLACE_EXISTING);
        assertThat(said).contains("wrote " + files(null).open().address());
    }

    @Test
    void messages_neverHoldSecrets() throws IOException {
        Path pass = Files.writeString(data.resolve("my.pass"), "hunter2");
        Files.writeString(data.resolve("keystore"), "{\"version\":3,\"crypto\":{\"cipher\":\"hunter2\"}}");
        assertThat(refusal(pass).toString()).doesNotContain("hunter2");
    }

    private KeyFiles files(@Nullable Path passphrase) {
        return new KeyFiles(data, passphrase, 16);
    }

    private KeyUnavailable refusal(@Nullable Path passphrase) {
        return catchThrowableOfType(
                KeyUnavailable.class, () -> files(passphrase).open());
    }
}
