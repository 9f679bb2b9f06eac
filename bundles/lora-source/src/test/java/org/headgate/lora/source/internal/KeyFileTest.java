package org.headgate.lora.source.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.headgate.lora.source.internal.Session.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {
    private static final String LINE =
            "deveui=0102030405060708 devaddr=49be7df1 nwkskey=" + Frames.NWK_S_KEY + " appskey=" + Frames.APP_S_KEY;

    @TempDir
    Path folder;

    private Path file(String text) throws IOException {
        Path file = folder.resolve("lora.keys");
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    @Test
    void devices_areReadWithTheirNames() throws IOException {
        List<Session> sessions = KeyFile.read(file("# ours\n\n" + LINE + " name=field\n"
                + "DevEUI=0102030405060709\tdevaddr=00000001 fnwksintkey=" + "00".repeat(16) + " snwksintkey="
                + "01".repeat(16)
                + " nwksenckey=" + "02".repeat(16) + " appskey=" + "03".repeat(16)));

        assertThat(sessions).hasSize(2);
        assertThat(sessions.get(0).name()).isEqualTo("field");
        assertThat(sessions.get(0).devEui()).isEqualTo(Frames.DEV_EUI);
        assertThat(sessions.get(0).check(Frames.read(Frames.up(1, 1, "x"))).verdict())
                .isEqualTo(Verdict.GENUINE);
        assertThat(sessions.get(1).devAddr()).isEqualTo(1);
    }

    @Test
    void fileThatOthersMayRead_isRefused() throws IOException {
        Path file = file(LINE);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> KeyFile.read(file)).hasMessageContaining("chmod 600");
    }

    @Test
    void badLine_isToldByItsNumber_neverByWhatItHolds() {
        for (String bad : List.of(
                LINE.replace("nwkskey=44", "nwkskey=4"),
                LINE.replace("appskey=ec", "appskey=zz"),
                LINE.replace("appskey", "appkey"),
                LINE + " appskey=" + Frames.APP_S_KEY,
                LINE + " fnwksintkey=" + Frames.APP_S_KEY,
                LINE.replace(" devaddr=49be7df1", ""),
                "ec925802ae430ca77fd3dd73cb2cc588")) {
            assertThatThrownBy(() -> KeyFile.parse("\n" + bad))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("line 2")
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain("4ce9a6", "ae430ca7", "49be7df1"));
        }
        assertThatThrownBy(() -> KeyFile.parse(LINE + "\n" + LINE)).hasMessageContaining("line 1");
    }

    @Test
    void devicesAboveTheLimit_areRefused() {
        String many = IntStream.rangeClosed(0, KeyFile.MOST_DEVICES)
                .mapToObj(i -> LINE.replace("0102030405060708", String.format("%016x", i)))
                .collect(Collectors.joining("\n"));
        assertThatThrownBy(() -> KeyFile.parse(many)).hasMessageContaining("more than 4096");
    }

    @Test
    void keyring_takesUpChanges_andCountersGoOnOverARestart() throws IOException {
        Path counters = folder.resolve("lora.counters");
        Path file = file(LINE);
        Sessions sessions = new Sessions();
        Keyring keyring = new Keyring(file, counters, sessions);
        keyring.look();
        assertThat(keyring.obstacle()).isNull();
        assertThat(sessions.check(Frames.read(Frames.up(41, 1, "x"))).checked().verdict())
                .isEqualTo(Verdict.GENUINE);
        keyring.save();
        assertThat(Files.readString(counters)).endsWith(" 41\n").doesNotContain("4ce9a6");

        Sessions later = new Sessions();
        Keyring again = new Keyring(file, counters, later);
        again.look();
        assertThat(later.check(Frames.read(Frames.up(40, 1, "x"))).checked().verdict())
                .isEqualTo(Verdict.REPLAYED);
        assertThat(later.check(Frames.read(Frames.up(41, 1, "x"))).checked().verdict())
                .isEqualTo(Verdict.KNOWN);

        file("nonsense");
        Files.setLastModifiedTime(file, FileTime.fromMillis(1000));
        again.look();
        assertThat(again.obstacle()).contains("line 1");
        assertThat(later.size()).as("what was read before goes on").isOne();
        file("# none any more");
        Files.setLastModifiedTime(file, FileTime.fromMillis(2000));
        again.look();
        assertThat(again.obstacle()).isNull();
        assertThat(later.size()).isZero();
    }

    @Test
    void keyring_withoutItsFile_saysSo() {
        Keyring keyring = new Keyring(folder.resolve("none"), folder.resolve("c"), new Sessions());
        keyring.look();
        assertThat(keyring.obstacle()).contains("it is not there");
    }

    @Test
    void counterFile_withBadLines_keepsTheGoodOnes() throws IOException {
        Path file = folder.resolve("counters");
        Files.writeString(file, "aa 1\nbb\ncc x\n\ndd 2 3\nee 5\n");
        assertThat(CounterFile.read(file)).isEqualTo(Map.of("aa", 1L, "ee", 5L));
        assertThat(CounterFile.read(folder.resolve("none"))).isEmpty();
    }

    @Test
    void sessionsOfOneAddress_areBounded() {
        Sessions sessions = new Sessions();
        assertThat(sessions.replace(
                        IntStream.range(0, 10).mapToObj(i -> Frames.session()).toList()))
                .isEqualTo(2);
        assertThat(sessions.size()).isEqualTo(8);
    }
}
