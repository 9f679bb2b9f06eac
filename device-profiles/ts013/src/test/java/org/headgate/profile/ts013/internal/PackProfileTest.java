package org.headgate.profile.ts013.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Claim;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.ts013.internal.sandbox.Limits;
import org.headgate.profile.ts013.internal.sandbox.Sandbox;
import org.headgate.senml.SenmlRecord;
import org.headgate.senml.SenmlValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackProfileTest {
    private static final Sandbox SANDBOX = new Sandbox();

    @TempDir
    Path temporary;

    private final List<String> outOfUse = new ArrayList<>();
    private Assignments assignments;
    private Router router;

    private PackProfile profile(Loaded loaded) {
        assignments = new Assignments(temporary.resolve("ts013.devices"));
        router = new Router(assignments);
        router.packs(List.of(loaded.pack()));
        return new PackProfile(loaded, router, Limits.MESSAGE, (pack, reason) -> outOfUse.add(pack + " " + reason));
    }

    private PackProfile profile(String name) throws Exception {
        return profile(Loaded.check(PackFile.folder(Path.of("packs", name)), SANDBOX, Limits.MESSAGE));
    }

    /** A pack for DevEUIs that begin with 1122, with one harmless example. */
    private static Loaded pack(String codec) throws PackFault {
        String json =
                "{\"id\":\"a-pack\",\"version\":\"1.0.0\",\"vendor\":\"A\",\"model\":\"B\",\"devices\":{\"devEui\":[\"1122*\"]}}";
        String examples = "[{\"input\":{\"fPort\":1,\"bytes\":[0]},\"output\":{\"data\":{\"n\":0}}}]";
        return Loaded.check(file(json, codec, examples), SANDBOX, Limits.MESSAGE);
    }

    private static PackFile file(String json, String codec, String examples) {
        return new PackFile(Map.of(
                "pack.json", json.getBytes(StandardCharsets.UTF_8),
                "codec.js", codec.getBytes(StandardCharsets.UTF_8),
                "examples.json", examples.getBytes(StandardCharsets.UTF_8)));
    }

    private static Map<String, String> values(Decoded decoded) {
        return decoded.records().stream()
                .collect(Collectors.toMap(
                        each -> each.name().substring(decoded.device().length() + 1), PackProfileTest::value));
    }

    private static String value(SenmlRecord record) {
        String value = record.value() instanceof SenmlValue.Num number
                ? Double.toString(number.value())
                : String.valueOf(record.value());
        return record.unit() == null ? value : value + " " + record.unit();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dragino-lht65", "elsys-ers", "milesight-em300-th"})
    void pack_ofTheSourceTree_saysWhatItsExamplesSay(String name) throws Exception {
        assertThat(profile(name).pack().id()).isEqualTo(name);
    }

    @Test
    void uplink_ofTheThingsStack_isDecodedByBrandAndModel() throws Exception {
        PackProfile dragino = profile("dragino-lht65");
        Message message = Frames.thingsStack("A840410000181C1D", "dragino", "lht65", 2, "cbf60b0d0376010add7fff");

        assertThat(dragino.claims(message)).isEqualTo(Claim.THIS_ONE);
        List<Decoded> decoded = dragino.decode(message);
        assertThat(decoded)
                .hasSize(2)
                .allSatisfy(each -> assertThat(each.device()).isEqualTo("urn:dev:mac:a840410000181c1d"));
        assertThat(values(decoded.get(0)))
                .containsEntry("air.temperature", "28.29 Cel")
                .containsEntry("air.relativeHumidity", "88.6 %RH")
                .containsEntry("battery", "3.062 V");
        assertThat(values(decoded.get(1))).containsEntry("air.temperature", "27.81 Cel");
    }

    @Test
    void uplink_ofChirpStack_isDecodedByTheBeginningOfItsDevEui() throws Exception {
        PackProfile elsys = profile("elsys-ers");
        Message message = Frames.chirpStack("a81758fffe030001", "any", "", 5, "0100e202290400270506060308070d62");

        assertThat(elsys.claims(message)).isEqualTo(Claim.THIS_ONE);
        assertThat(values(elsys.decode(message).get(0)))
                .containsEntry("temperature", "22.6 Cel")
                .containsEntry("humidity", "41.0 %RH")
                .containsEntry("co2", "776.0 ppm")
                .containsEntry("motion", "6.0")
                .containsEntry("radio.rssi", "-48.0 dBm");
    }

    @Test
    void uplink_onAPortThatThePackDoesNotRead_keepsOnlyHowItCame() throws Exception {
        PackProfile elsys = profile("elsys-ers");
        assertThat(values(elsys.decode(Frames.chirpStack("a81758fffe030001", "any", "", 6, "00"))
                        .get(0)))
                .containsOnlyKeys("radio.rssi", "radio.snr");
    }

    @Test
    void uplink_thatTheServerDecoded_isLeftToItsProfile() throws Exception {
        PackProfile elsys = profile("elsys-ers");
        Message plain = Frames.chirpStack("a81758fffe030001", "any", "", 5, "0100e2");
        String json = new String(plain.payload(), StandardCharsets.UTF_8);
        Message decoded = Frames.message(plain.address(), json.replace("\"fCnt\"", "\"object\":{\"t\":1},\"fCnt\""));

        assertThat(elsys.claims(plain)).isEqualTo(Claim.THIS_ONE);
        assertThat(elsys.claims(decoded)).isEqualTo(Claim.NOT_THIS_ONE);
        assertThat(elsys.claims(Frames.message("tele/x/STATE", "{}"))).isEqualTo(Claim.NO);
    }

    @Test
    void operatorsWord_goesBeforeTheTag_whichGoesBeforeThePacks() throws Exception {
        PackProfile elsys = profile("elsys-ers");
        Message tagged = Frames.chirpStack("a81758fffe030001", "any", "\"pack\":\"another\"", 5, "0100e2");
        assertThat(elsys.claims(tagged)).isEqualTo(Claim.NOT_THIS_ONE);

        Files.writeString(temporary.resolve("ts013.devices"), "A8-17-58-FF-FE-03-00-01 elsys-ers\n");
        assertThat(assignments.look()).isTrue();
        router.forget();
        assertThat(elsys.claims(tagged)).isEqualTo(Claim.THIS_ONE);

        Files.writeString(
                temporary.resolve("ts013.devices"),
                "# mine\na81758* another-pack # all\n a81758fffe03* elsys-ers\nnonsense\n");
        assertThat(assignments.look()).isTrue();
        assertThat(assignments.of("a81758fffe030001")).isEqualTo("elsys-ers");
        assertThat(assignments.of("a81758ffff030001")).isEqualTo("another-pack");
        assertThat(assignments.faults()).containsExactly("line 4");
    }

    @Test
    void errors_ofTheCodec_areTheReason() throws Exception {
        PackProfile dragino = profile("dragino-lht65");
        assertThatThrownBy(() -> dragino.decode(Frames.chirpStack("a840410000181c1d", "LHT65", "", 2, "cbf6")))
                .isInstanceOfSatisfying(
                        MalformedPayload.class, e -> assertThat(e.code()).isEqualTo("codec_refused"))
                .hasMessageContaining("expected 11 bytes, got 2");
    }

    @Test
    void overruns_threeInARow_putThePackOutOfUse() throws Exception {
        PackProfile pack =
                profile(pack("function decodeUplink(i) { while (i.bytes[0] === 1); return {data: {n: i.bytes[0]}}; }"));
        Message good = Frames.chirpStack("1122000000000000", "any", "", 1, "02");
        Message bad = Frames.chirpStack("1122000000000000", "any", "", 1, "01");
        for (Message message : List.of(bad, bad, good, bad, bad)) {
            if (message == good) {
                assertThat(values(pack.decode(message).get(0))).containsEntry("n", "2.0");
            } else {
                assertThatThrownBy(() -> pack.decode(message))
                        .isInstanceOfSatisfying(
                                MalformedPayload.class,
                                e -> assertThat(e.code()).isEqualTo("codec_instructions"));
            }
        }
        assertThat(outOfUse).isEmpty();
        assertThat(pack.lately(System.nanoTime())).contains("instructions");
        assertThatThrownBy(() -> pack.decode(bad)).isInstanceOf(MalformedPayload.class);
        assertThat(outOfUse).singleElement().asString().startsWith("a-pack 3 messages in a row");
        assertThat(pack.decoded.sum()).isEqualTo(1);
        assertThat(pack.refused()).containsOnly(Map.entry("codec_instructions", 5L));
    }

    @Test
    void pack_whoseExampleFails_isRefusedWithTheCase() {
        assertThatThrownBy(() -> pack("function decodeUplink(i) { return {data: {n: 0.001}}; }"))
                .isInstanceOfSatisfying(
                        PackFault.class, e -> assertThat(e.code()).isEqualTo("example_failed"))
                .hasMessage("example 1: output.data.n is 0.001, and should be 0.");
        assertThatThrownBy(() -> pack("function decodeUplink(i) { for (;;); }"))
                .hasMessageContaining("codec_instructions");
        assertThatThrownBy(() -> pack("class A {}"))
                .isInstanceOfSatisfying(
                        PackFault.class, e -> assertThat(e.code()).isEqualTo("codec_syntax"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{}",
                "{\"id\":\"A\",\"version\":\"1.0.0\",\"vendor\":\"v\",\"model\":\"m\"}",
                "{\"id\":\"aa\",\"version\":\"1\",\"vendor\":\"v\",\"model\":\"m\"}",
                "{\"id\":\"aa\",\"version\":\"1.0.0\",\"vendor\":\"v\",\"model\":\"m\",\"ports\":[1]}",
                "{\"id\":\"aa\",\"version\":\"1.0.0\",\"vendor\":\"v\",\"model\":\"m\",\"fPorts\":[0]}",
                "{\"id\":\"aa\",\"version\":\"1.0.0\",\"vendor\":\"v\",\"model\":\"m\",\"devices\":{\"devEui\":[\"12*\"]}}",
                "{\"id\":\"aa\",\"version\":\"1.0.0\",\"vendor\":\"v\",\"model\":\"m\",\"codec\":\"../codec.js\"}"
            })
    void description_thatSaysNothing_isRefused(String json) {
        assertThatThrownBy(() -> Loaded.check(file(json, "", "[]"), SANDBOX, Limits.MESSAGE))
                .isInstanceOf(PackFault.class);
    }

    @Test
    void builtPack_isTheSameFileEachTime_andIsReadBack() throws Exception {
        Path first = temporary.resolve("first.devicepack");
        Path second = temporary.resolve("second.devicepack");
        for (Path target : List.of(first, second)) {
            int code =
                    PackBuild.run(new String[] {"packs/elsys-ers", "--to", target.toString()}, System.out, System.err);
            assertThat(code).isZero();
        }
        assertThat(first).hasSameBinaryContentAs(second);
        assertThat(Loaded.check(PackFile.zip(first), SANDBOX, Limits.MESSAGE).examples())
                .isEqualTo(2);
        Files.writeString(temporary.resolve("no.devicepack"), "no zip");
        assertThatThrownBy(() -> PackFile.zip(temporary.resolve("no.devicepack")))
                .isInstanceOf(PackFault.class);
        assertThat(PackBuild.run(new String[] {}, System.out, System.err)).isEqualTo(2);
        assertThat(PackBuild.run(new String[] {"packs/none"}, System.out, System.err))
                .isEqualTo(1);
    }

    private Path folder(String codec) throws IOException {
        Path folder = Files.createDirectories(temporary.resolve("modern"));
        Files.writeString(
                folder.resolve("pack.json"),
                "{\"id\":\"a-pack\",\"version\":\"1.0.0\",\"vendor\":\"A\",\"model\":\"B\",\"codec\":\"decoder.js\"}");
        Files.writeString(folder.resolve("decoder.js"), codec);
        Files.writeString(
                folder.resolve("examples.json"),
                "[{\"input\":{\"fPort\":1,\"bytes\":[1,2]},\"output\":{\"data\":{\"n\":258}}}]");
        return folder;
    }

    private static String build(int expected, Path folder) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream to = new PrintStream(said, true, StandardCharsets.UTF_8);
        assertThat(PackBuild.run(new String[] {folder.toString()}, to, to)).isEqualTo(expected);
        return said.toString(StandardCharsets.UTF_8);
    }

    @Test
    void builtPack_ofNewerJavaScript_runsInEcmaScript5AndKeepsItsSource() throws Exception {
        String source = """
                class Frame { constructor(bytes) { this.bytes = bytes; } get word() { const [high, low] = this.bytes; return high << 8 | low; } }
                const decodeUplink = ({bytes}) => ({data: {n: Math.max(...[new Frame(bytes)?.word ?? 0])}});
                """;
        assertThat(build(0, folder(source))).contains("1 examples run", "decoder.source.js");

        Path pack = temporary.resolve("a-pack-1.0.0.devicepack");
        PackFile built = PackFile.zip(pack);
        assertThat(built.text("decoder.source.js")).isEqualTo(source);
        assertThat(built.text("decoder.js"))
                .startsWith("// What the gateway runs of decoder.source.js")
                .contains("Frame.prototype")
                .doesNotContain("=>");
        assertThat(Loaded.check(built, SANDBOX, Limits.MESSAGE).examples()).isEqualTo(1);

        // What was taken out of a pack makes the same pack.
        byte[] before = Files.readAllBytes(pack);
        for (String name : built.files().keySet()) {
            Files.write(temporary.resolve("modern").resolve(name), built.bytes(name));
        }
        build(0, temporary.resolve("modern"));
        assertThat(Files.readAllBytes(pack)).isEqualTo(before);
    }

    @Test
    void build_ofACodecThatFails_namesItsLine() throws Exception {
        assertThat(build(1, folder("class A {}\n\nfunction decodeUplink(i) {\n  return none(...i.bytes);\n}\n")))
                .contains("example 1: codec_error", "\"none\" is not defined", "(decoder.js:4)");
        assertThat(build(1, folder("class A {}\nasync function decodeUplink(i) { }\n")))
                .contains("decoder.js:2:1: it waits for something", "Take async and await out", "codec_syntax");
    }
}
