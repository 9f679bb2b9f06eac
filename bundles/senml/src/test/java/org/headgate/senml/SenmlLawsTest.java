package org.headgate.senml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class SenmlLawsTest {
    private static final long NOW = 1_700_000_000_123L;

    @Property(tries = 500)
    void canonical_ofJsonAndCborOfOnePack_isTheSame(@ForAll("sent") List<Sent> sent) throws SenmlException {
        SenmlPack json = SenmlPack.readJson(Sent.json(sent), NOW);
        SenmlPack cbor = SenmlPack.readCbor(Sent.cbor(sent), NOW);
        assertThat(json.toCbor()).isEqualTo(cbor.toCbor());
    }

    @Property(tries = 500)
    void pack_throughCborAndJson_isTheSame(@ForAll("records") List<SenmlRecord> records) throws SenmlException {
        SenmlPack pack = SenmlPack.of(records);
        assertThat(SenmlPack.fromCanonical(pack.toCbor()).records()).isEqualTo(pack.records());
        byte[] json = pack.toJson();
        assertThat(SenmlPack.readResolvedJson(json, 0, json.length).toCbor()).isEqualTo(pack.toCbor());
    }

    @Property(tries = 500)
    void scan_ofCanonicalBytes_findsWhatTheRecordsHold(@ForAll("records") List<SenmlRecord> records)
            throws SenmlException {
        SenmlPack pack = SenmlPack.of(records);
        SenmlScan scan = new SenmlScan(pack.toCbor());
        for (SenmlRecord record : pack.records()) {
            assertThat(scan.next()).isTrue();
            assertThat(scan.name()).isEqualTo(record.name());
            assertThat(scan.time()).isEqualTo(record.time());
            assertThat(scan.isNumber()).isEqualTo(record.value() instanceof SenmlValue.Num);
            if (record.value() instanceof SenmlValue.Num number) {
                assertThat(scan.number()).isEqualTo(number.value());
            }
        }
        assertThat(scan.next()).isFalse();
    }

    @Property(tries = 500)
    void scan_ofOtherBytes_ends(@ForAll("records") List<SenmlRecord> records, @ForAll int at, @ForAll byte with)
            throws SenmlException {
        byte[] cbor = SenmlPack.of(records).toCbor().clone();
        cbor[Math.floorMod(at, cbor.length)] = with;
        assertThat(records(cbor)).isLessThan(cbor.length);
    }

    @Property(tries = 3000)
    void anyCbor_isAPackOrARefusal(@ForAll byte[] body) {
        tryAll(body);
    }

    @Property(tries = 3000)
    void mutatedPack_isAPackOrARefusal(@ForAll("sent") List<Sent> sent, @ForAll int at, @ForAll byte with) {
        byte[] cbor = Sent.cbor(sent);
        cbor[Math.floorMod(at, cbor.length)] = with;
        tryAll(cbor);
        byte[] json = Sent.json(sent);
        json[Math.floorMod(at, json.length)] = with;
        tryAll(json);
    }

    @Property(tries = 2000)
    void mutatedCanonical_isRefusedOrItself(
            @ForAll("records") List<SenmlRecord> records, @ForAll int at, @ForAll byte with) throws SenmlException {
        byte[] cbor = SenmlPack.of(records).toCbor().clone();
        cbor[Math.floorMod(at, cbor.length)] = with;
        try {
            assertThat(SenmlPack.of(SenmlPack.fromCanonical(cbor).records()).toCbor())
                    .isEqualTo(cbor);
        } catch (SenmlException e) {
            assertThat(e.code()).isEqualTo("not_canonical");
        }
    }

    private static int records(byte[] cbor) {
        int found = 0;
        try {
            SenmlScan scan = new SenmlScan(cbor);
            while (scan.next()) {
                found++;
            }
        } catch (IndexOutOfBoundsException e) {
            return found;
        }
        return found;
    }

    private static void tryAll(byte[] body) {
        for (Reading reading : List.<Reading>of(
                b -> SenmlPack.readCbor(b, NOW),
                b -> SenmlPack.readJson(b, NOW),
                SenmlPack::fromCanonical,
                b -> SenmlPack.readResolvedJson(b, 0, b.length))) {
            try {
                assertThat(reading.read(body).records()).isNotEmpty();
            } catch (SenmlException e) {
                assertThat(e.code()).isNotEmpty();
            }
        }
    }

    private interface Reading {
        SenmlPack read(byte[] body) throws SenmlException;
    }

    @Provide
    Arbitrary<List<SenmlRecord>> records() {
        return Combinators.combine(
                        name(),
                        Arbitraries.strings()
                                .ofMaxLength(6)
                                .filter(SenmlLawsTest::wellFormed)
                                .injectNull(0.3),
                        value(),
                        number().injectNull(0.7),
                        number(),
                        number().injectNull(0.7),
                        extensions())
                .as(SenmlRecord::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(6);
    }

    private static Arbitrary<String> name() {
        return Arbitraries.strings()
                .withCharRange('a', 'z')
                .withChars("09-:./_")
                .ofMinLength(1)
                .ofMaxLength(30)
                .filter(name -> Character.isLetterOrDigit(name.charAt(0)));
    }

    private static Arbitrary<SenmlValue> value() {
        return Arbitraries.oneOf(
                number().map(SenmlValue.Num::new),
                text().map(SenmlValue.Text::new),
                Arbitraries.of(true, false).map(SenmlValue.Flag::new),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(40).map(SenmlValue.Data::new));
    }

    private static Arbitrary<String> text() {
        return Arbitraries.strings().ofMaxLength(40).filter(SenmlLawsTest::wellFormed);
    }

    private static Arbitrary<Double> number() {
        return Arbitraries.oneOf(
                Arbitraries.longs().between(-(1L << 53) + 1, (1L << 53) - 1).map(Long::doubleValue),
                Arbitraries.longs().between(0, 2_000_000_000_000L).map(ms -> ms / 1000.0),
                Arbitraries.longs().map(Double::longBitsToDouble).filter(d -> Math.abs(d) < 0x1p53));
    }

    private static Arbitrary<Map<String, SenmlValue>> extensions() {
        Arbitrary<String> labels = text().filter(l -> !l.isEmpty() && !l.endsWith("_") && Label.of(l) == null);
        return Arbitraries.maps(labels, value().filter(v -> !(v instanceof SenmlValue.Data)))
                .ofMaxSize(3);
    }

    private static boolean wellFormed(String text) {
        return java.nio.charset.StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    @Provide
    Arbitrary<List<Sent>> sent() {
        Arbitrary<Double> relative = Arbitraries.integers().between(-1000, 1000).map(i -> i / 8.0);
        return Combinators.combine(
                        name(),
                        name().injectNull(0.5),
                        relative.injectNull(0.5),
                        relative.injectNull(0.7),
                        relative.injectNull(0.8),
                        number().filter(d -> Math.abs(d) < 0x1p52),
                        text().injectNull(0.6))
                .as(Sent::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(6)
                .map(ArrayList::new);
    }
}
