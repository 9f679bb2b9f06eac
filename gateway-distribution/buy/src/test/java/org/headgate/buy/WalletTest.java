package org.headgate.buy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.headgate.identity.keystore.Keystore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WalletTest {
    private static final byte[] PASSWORD = "correct horse".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private static Options options(String... more) throws Halt {
        List<String> words = new ArrayList<>(List.of("http://shop.example", "air"));
        words.addAll(List.of(more));
        return Options.parse(words);
    }

    private Path keystore() throws Exception {
        return Files.write(folder.resolve("wallet.json"), Keystore.encrypt(Shop.BUYER, PASSWORD, new SecureRandom()));
    }

    @Test
    void keystore_opensWithAPasswordFile_orAsksForIt() throws Exception {
        Path password = Files.writeString(folder.resolve("password"), "correct horse\n");
        String file = keystore().toString();

        assertThat(Wallet.open(
                                options("--keystore", file, "--password-file", password.toString()),
                                Map.of(),
                                asked -> null)
                        .address())
                .isEqualTo(Shop.BUYER.address());
        assertThat(Wallet.open(
                                options(),
                                Map.of(Wallet.KEYSTORE, file, Wallet.PASSWORD_FILE, password.toString()),
                                asked -> null)
                        .address())
                .isEqualTo(Shop.BUYER.address());
        assertThat(Wallet.open(options("--keystore", file), Map.of(), asked -> "correct horse".toCharArray())
                        .address())
                .isEqualTo(Shop.BUYER.address());
    }

    @Test
    void keystore_withAnotherPassword_orNobodyToAsk_isRefused() throws Exception {
        String file = keystore().toString();

        assertThat(catchThrowableOfType(
                        Halt.class,
                        () -> Wallet.open(options("--keystore", file), Map.of(), asked -> "wrong".toCharArray())))
                .hasMessageContaining("does not open with this password");
        assertThat(catchThrowableOfType(
                        Halt.class, () -> Wallet.open(options("--keystore", file), Map.of(), asked -> null)))
                .hasMessageContaining("--password-file");
    }

    @Test
    void keystore_thatTakesMoreMemoryThanThereIs_isRefusedWithAdvice() throws Exception {
        String dear = Files.readString(keystore()).replace("\"n\" : 4096", "\"n\" : 268435456");
        Path file = Files.writeString(folder.resolve("dear.json"), dear);

        assertThat(catchThrowableOfType(
                        Halt.class,
                        () -> Wallet.open(
                                options("--keystore", file.toString()),
                                Map.of(),
                                asked -> "correct horse".toCharArray())))
                .hasMessageContaining("n=4096");
    }

    @Test
    void key_inAFileThatTheEnvironmentNames_isTaken_andNeverShown() throws Exception {
        Path file = Files.writeString(folder.resolve("wallet.key"), "0x" + "07".repeat(32) + "\n");
        Path bad = Files.writeString(folder.resolve("bad.key"), "secret words");

        assertThat(Wallet.open(options(), Map.of(Wallet.KEY_FILE, file.toString()), asked -> null)
                        .address())
                .isEqualTo(Shop.BUYER.address());
        assertThat(catchThrowableOfType(
                        Halt.class,
                        () -> Wallet.open(options(), Map.of(Wallet.KEY_FILE, bad.toString()), asked -> null)))
                .hasMessageContaining("holds no private key")
                .hasMessageNotContaining("secret words");
        assertThat(catchThrowableOfType(Halt.class, () -> Wallet.open(options(), Map.of(), asked -> null)))
                .hasMessageContaining("There is no wallet");
    }

    @Test
    void words_thatAreWrong_areNamed() {
        for (List<String> words : List.of(
                List.of("http://shop.example"),
                List.of("ftp://shop.example", "air"),
                List.of("mqtt://user:secret@shop.example", "air"),
                List.of("mqtt://shop.example", "Air"),
                List.of("mqtt://shop.example", "air", "--limit"),
                List.of("mqtt://shop.example", "air", "--limit", "2,5"),
                List.of("mqtt://shop.example", "air", "--count", "0"),
                List.of("mqtt://shop.example", "air", "--asset", "usdc"),
                List.of("mqtt://shop.example", "air", "--key", "0x07"))) {
            assertThat(catchThrowableOfType(Halt.class, () -> Options.parse(words))
                            .exitCode())
                    .as("%s", words)
                    .isEqualTo(Halt.USAGE);
        }
    }
}
