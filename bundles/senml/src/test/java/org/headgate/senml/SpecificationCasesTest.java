package org.headgate.senml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The examples of RFC 8428 from the folder that {@code cases.dir} names; where there is none, they are no part of the run. */
class SpecificationCasesTest {
    private static final Path CASES = Path.of(System.getProperty("cases.dir", "none"), "senml");

    @TestFactory
    Stream<DynamicTest> example_leadsToItsResolvedForm() throws IOException {
        return files(".gen.resolved.json").stream().map(resolved -> {
            String name = resolved.getFileName().toString().replace(".gen.resolved.json", "");
            return DynamicTest.dynamicTest(name, () -> {
                SenmlPack expected = resolved(resolved);
                long receivedAt = (long) (expected.records().get(0).time() * 1000);
                SenmlPack actual = SenmlPack.readJson(Files.readAllBytes(CASES.resolve(name + ".json")), receivedAt);
                assertSame(actual, expected);
                assertSame(
                        SenmlPack.readJson(Files.readAllBytes(CASES.resolve(name + ".gen.json")), receivedAt),
                        expected);
                assertThat(SenmlPack.fromCanonical(actual.toCbor())).isEqualTo(actual);
            });
        });
    }

    @TestFactory
    Stream<DynamicTest> cborExample_leadsToTheSameBytesAsJson() throws IOException {
        return files(".gen.cbor.hex").stream().map(dump -> {
            String name = dump.getFileName().toString().replace(".gen.cbor.hex", "");
            return DynamicTest.dynamicTest(
                    name,
                    () -> assertThat(SenmlPack.readCbor(bytes(dump), 0).toCbor())
                            .isEqualTo(SenmlPack.readJson(Files.readAllBytes(CASES.resolve(name + ".json")), 0)
                                    .toCbor()));
        });
    }

    /** The generator of the resolved files did not know {@code vd}, and adds times in decimal. */
    private static void assertSame(SenmlPack actual, SenmlPack expected) {
        List<SenmlRecord> records = actual.records().stream()
                .filter(record -> !(record.value() instanceof SenmlValue.Data))
                .toList();
        assertThat(records).hasSameSizeAs(expected.records());
        for (int i = 0; i < records.size(); i++) {
            SenmlRecord record = records.get(i);
            SenmlRecord other = expected.records().get(i);
            assertThat(record.time()).isCloseTo(other.time(), org.assertj.core.data.Offset.offset(1e-6));
            assertThat(new SenmlRecord(
                            record.name(),
                            record.unit(),
                            record.value(),
                            record.sum(),
                            0,
                            record.updateTime(),
                            record.extensions()))
                    .isEqualTo(new SenmlRecord(
                            other.name(),
                            other.unit(),
                            other.value(),
                            other.sum(),
                            0,
                            other.updateTime(),
                            other.extensions()));
        }
    }

    private static SenmlPack resolved(Path file) throws IOException, SenmlException {
        byte[] json = Files.readAllBytes(file);
        return SenmlPack.readResolvedJson(json, 0, json.length);
    }

    private static byte[] bytes(Path dump) throws IOException {
        String hex = Files.readAllLines(dump).stream()
                .filter(line -> line.length() > 5)
                .map(line -> line.substring(5, line.indexOf('|') < 0 ? line.length() : line.indexOf('|')))
                .collect(Collectors.joining())
                .replace(" ", "");
        return HexFormat.of().parseHex(hex);
    }

    private static List<Path> files(String end) throws IOException {
        if (!Files.isDirectory(CASES)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(CASES)) {
            return files.filter(file -> file.toString().endsWith(end)).sorted().toList();
        }
    }
}
