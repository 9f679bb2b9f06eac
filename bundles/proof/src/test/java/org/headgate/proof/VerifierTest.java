package org.headgate.proof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.BatchHeader;
import org.headgate.api.batch.Hash;
import org.headgate.api.journal.Contribution;
import org.headgate.proof.Samples.Batch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifierTest {
    private final List<Batch> chain = Samples.chain(new int[] {5, 1, 9}, new int[] {0, 0, 4});

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void export_thatIsWhole_holds(boolean cbor) {
        Verification result = verify(Samples.GATEWAY, Samples.export(chain, cbor));
        assertThat(result.findings()).isEmpty();
        assertThat(result.holds()).isTrue();
        assertThat(result.headers()).isEqualTo(3);
        assertThat(result.contributions()).isEqualTo(15);
        assertThat(result.firstSequence()).isEqualTo(1);
        assertThat(result.lastSequence()).isEqualTo(19);
        assertThat(result.lost()).isEqualTo(4);
    }

    @Test
    void export_ofAPart_holds() {
        List<String> lines = lines();
        assertThat(verifyLines(lines.subList(6, lines.size() - 3)).holds()).isTrue();
        List<String> fromTheMiddle = new ArrayList<>(lines);
        fromTheMiddle.subList(1, 4).clear();
        assertThat(verifyLines(fromTheMiddle).holds()).isTrue();
    }

    @Test
    void headersAlone_areAChain() {
        List<String> headers =
                lines().stream().filter(line -> line.contains("header")).toList();
        Verifier chainAlone = new Verifier(Samples.GATEWAY, true);
        read(chainAlone, String.join("\n", headers).getBytes(UTF_8));
        assertThat(chainAlone.result().holds()).isTrue();
        Verifier gap = new Verifier(Samples.GATEWAY, true);
        read(gap, (headers.get(0) + "\n" + headers.get(2)).getBytes(UTF_8));
        assertThat(codes(gap.result())).containsExactly("batch_gap");
    }

    @Test
    void headersThatTheGatewayLost_areTakenFromWhoHasThem() {
        List<Batch> five = Samples.chain(new int[] {3, 4, 2, 6, 5}, new int[] {0, 0, 1, 0, 2});
        byte[] lost = Samples.export(List.of(five.get(0), five.get(3), five.get(4)), false);

        Finding gap = only(lines(lost));
        assertThat(gap.code()).isEqualTo("batch_gap");
        assertThat(gap.message()).startsWith("headers 2 to 3 are missing");
        assertThat(gap.batch()).isEqualTo(4);

        Verifier accepting = new Verifier(Samples.GATEWAY, false, true);
        read(accepting, lost);
        Verification accepted = accepting.result();
        assertThat(accepted.findings()).isEmpty();
        assertThat(accepted.missing()).isEqualTo(2);
        assertThat(accepted.contributions()).isEqualTo(14);

        Verifier some = new Verifier(Samples.GATEWAY);
        read(some, lost);
        read(some, Samples.export(List.of(five.get(2)), true));
        Verification someMissing = some.result();
        assertThat(codes(someMissing)).containsExactly("batch_gap");
        assertThat(someMissing.findings().get(0).message()).startsWith("header 2 is missing");

        for (boolean before : List.of(false, true)) {
            Verifier whole = new Verifier(Samples.GATEWAY);
            for (boolean buyer : List.of(before, !before)) {
                read(whole, buyer ? Samples.export(five.subList(1, 3), true) : lost);
            }
            Verification result = whole.result();
            assertThat(result.findings()).isEmpty();
            assertThat(result.missing()).isZero();
        }
        assertThat(verify(Samples.GATEWAY, Samples.export(five.subList(3, 5), false))
                        .holds())
                .isTrue();
    }

    @Test
    void headersThatFillAGapAndDoNotFit_areABrokenChain() {
        BatchHeader middle = chain.get(1).header().header();
        Batch other = resigned(middle, Hash.ZERO, middle.firstSequence(), middle.lost());
        Verifier verifier = new Verifier(Samples.GATEWAY, true);
        read(verifier, Samples.export(List.of(chain.get(0), chain.get(2)), false));
        read(verifier, Samples.export(List.of(other), false));
        assertThat(codes(verifier.result())).containsExactly("previous_differs", "previous_differs");

        BatchHeader last = chain.get(2).header().header();
        Batch overlapping = resigned(last, last.previous(), 4, last.lost());
        Verifier backwards = new Verifier(Samples.GATEWAY, true, true);
        read(backwards, Samples.export(List.of(chain.get(0), overlapping), false));
        assertThat(codes(backwards.result())).contains("sequence_gap");
    }

    @Test
    void contributionsLeftOut_areToldBatchByBatch() {
        List<String> headers =
                lines().stream().filter(line -> line.contains("header")).toList();
        Verification result = verifyLines(headers);
        assertThat(codes(result))
                .containsExactly("contributions_withheld", "contributions_withheld", "contributions_withheld");
        assertThat(result.findings().get(2).toString())
                .isEqualTo("t:3, batch 3: contributions_withheld: contributions 11 to 19 are left out: not checked");
        List<String> oneLeftOut = lines();
        oneLeftOut.remove(7);
        assertThat(only(oneLeftOut).code()).isEqualTo("contributions_withheld");
        assertThat(only(oneLeftOut).batch()).isEqualTo(2);
    }

    @Test
    void changedContribution_isFoundWhereItIs() {
        Finding finding = only(change(3, line -> line.replace("\"v\":20.3", "\"v\":20.4")));
        assertThat(finding.code()).isEqualTo("not_in_batch");
        assertThat(finding.line()).isEqualTo(4);
        assertThat(finding.batch()).isEqualTo(1);
        assertThat(finding.sequence()).isEqualTo(3);
        assertThat(finding.expected()).isEqualTo(chain.get(0).tree().root().toString());
        assertThat(finding.observed()).startsWith("0x").isNotEqualTo(finding.expected());
        assertThat(finding.toString()).startsWith("t:4, batch 1, sequence 3: not_in_batch: ");
        assertThat(only(change(3, line -> line.replace("\"trust\":1", "\"trust\":2")))
                        .code())
                .isEqualTo("not_in_batch");
        assertThat(only(change(3, line -> line.replace("\"kind\":1", "\"kind\":2")))
                        .code())
                .isEqualTo("not_in_batch");
        assertThat(only(change(3, line -> line.replace("\"receivedAt\":\"17", "\"receivedAt\":\"18")))
                        .code())
                .isEqualTo("not_in_batch");
    }

    @Test
    void changedProof_isFoundEvenWhereTheWayIsKnown() {
        List<String> lines = lines();
        int contribution = lines.size() - 1;
        String line = lines.get(contribution);
        int hashes = line.indexOf("\"proof\"");
        for (int at = line.indexOf("0x", hashes); at > 0; at = line.indexOf("0x", at + 2)) {
            int where = at + 10;
            char other = line.charAt(where) == 'a' ? 'b' : 'a';
            List<String> changed = new ArrayList<>(lines);
            changed.set(contribution, line.substring(0, where) + other + line.substring(where + 1));
            assertThat(codes(changed)).containsExactly("not_in_batch");
        }
        List<String> longer = new ArrayList<>(lines);
        longer.set(contribution, line.replace("\"]}", "\",\"0x" + "00".repeat(32) + "\"]}"));
        assertThat(codes(longer)).containsExactly("not_in_batch");
    }

    @Test
    void changedHeader_breaksSignatureAndChain() {
        assertThat(codes(change(6, line -> line.replaceFirst("\"sealedAt\":\"17", "\"sealedAt\":\"18"))))
                .containsExactly("signature_invalid", "previous_differs");
        List<String> cutLine = change(8, line -> line.replaceFirst("\"lost\":\"4\"", "\"lost\":\"3\""));
        assertThat(codes(cutLine)).containsExactly("signature_invalid", "sequence_gap");
    }

    @Test
    void undeclaredGap_isABrokenChain() {
        List<Batch> forged = new ArrayList<>(chain);
        BatchHeader last = chain.get(2).header().header();
        forged.set(2, resigned(last, last.previous(), last.firstSequence(), 0));
        Finding finding = only(lines(Samples.export(forged, false)));
        assertThat(finding.code()).isEqualTo("sequence_gap");
        assertThat(finding.expected()).isEqualTo("7");
        assertThat(finding.observed()).isEqualTo("11");
        forged.set(2, resigned(last, Hash.ZERO, last.firstSequence(), last.lost()));
        assertThat(codes(lines(Samples.export(forged, false)))).containsExactly("previous_differs");
    }

    @Test
    void missingOrMovedLines_areFound() {
        List<String> lines = lines();
        lines.remove(3);
        assertThat(codes(lines)).containsExactly("sequence_gap");
        lines = lines();
        lines.remove(5);
        assertThat(codes(lines)).containsExactly("sequence_gap");
        lines = lines();
        lines.add(4, lines.get(3));
        assertThat(codes(lines)).containsExactly("sequence_gap");
        lines = lines();
        lines.add(7, lines.remove(2));
        assertThat(codes(lines)).contains("sequence_out_of_range");
        assertThat(codes(lines().subList(1, 3))).containsExactly("header_missing", "header_missing");
        lines = lines();
        lines.remove(6);
        assertThat(codes(lines)).contains("batch_gap", "sequence_out_of_range");
    }

    @Test
    void otherSigner_isRefused() {
        Address other = Secp256k1.address(Keccak.hash().bytes());
        assertThat(codes(verify(other, Samples.export(chain, false))))
                .containsExactly("gateway_differs", "gateway_differs", "gateway_differs");
    }

    @Test
    void twoHeadersOfOneNumber_areAConflict() {
        List<Batch> forged = List.of(resigned(chain.get(0).header().header(), Hash.ZERO, 1, 0, Samples.START));
        Verifier verifier = new Verifier(null);
        read(verifier, Samples.export(chain, false));
        read(verifier, Samples.export(forged, true));
        assertThat(codes(verifier.result())).containsExactly("header_conflict");
    }

    @Test
    void malformedDocuments_areRefusedWithTheirPlace() {
        for (String bad : List.of(
                "{",
                "[]",
                "{}",
                "x",
                "{\"type\":\"header\"}",
                "{\"type\":\"header\",\"v\":2}",
                "{\"type\":\"contribution\",\"type\":\"contribution\"}",
                "{\"type\":\"contribution\",\"sequence\":7}",
                "{\"type\":\"contribution\",\"sequence\":\"07\"}",
                "{\"type\":\"contribution\",\"sequence\":\"-7\"}",
                "{\"type\":\"contribution\",\"sequence\":\"9223372036854775808\"}",
                "{\"v\":1,\"header\":{}}")) {
            List<String> lines = lines();
            lines.add(6, bad);
            Finding finding = only(lines);
            assertThat(finding.code()).as(bad).isEqualTo("document_malformed");
            assertThat(finding.line()).isEqualTo(7);
        }
        assertThat(codes(change(1, line -> line.replace("\"t\":", "\"bt\":")))).contains("pack_invalid");
        assertThat(verify(null, new byte[0]).holds()).isFalse();
    }

    @Test
    void cborThatIsCutOrNotCanonical_isRefused() {
        byte[] export = Samples.export(chain, true);
        for (int length : new int[] {1, 100, 400, export.length - 1}) {
            assertThat(codes(verify(null, Arrays.copyOf(export, length)))).contains("document_malformed");
        }
        byte[] pack = chain.get(0).contributions().get(0).pack();
        int at = indexOf(export, pack);
        byte[] swapped = export.clone();
        swapped[at + 1] ^= 1;
        assertThat(codes(verify(null, swapped))).contains("pack_not_canonical");
        for (int i = 0; i < export.length; i += 7) {
            byte[] changed = export.clone();
            changed[i] ^= 0x10;
            assertThat(verify(Samples.GATEWAY, changed).holds()).as("byte " + i).isFalse();
        }
    }

    @Test
    void proofMessages_proveRecordsInAnyOrder() {
        Batch batch = chain.get(2);
        byte[] proofs = concat(
                Samples.proof(batch, 0, 3).toJson(),
                "\n".getBytes(UTF_8),
                Samples.proof(batch, 1, 7, 8).toJson());
        byte[] leaves = leafMessages(batch, 0, 1, 3, 7, 8);
        for (List<byte[]> order : List.of(List.of(proofs, leaves), List.of(leaves, proofs))) {
            Verifier verifier = new Verifier(Samples.GATEWAY);
            order.forEach(bytes -> read(verifier, bytes));
            Verification result = verifier.result();
            assertThat(result.findings()).isEmpty();
            assertThat(result.contributions()).isEqualTo(5);
            assertThat(result.headers()).isEqualTo(1);
        }
        Verifier alone = new Verifier(null);
        read(alone, proofs);
        assertThat(codes(alone.result())).containsExactly("contribution_missing", "contribution_missing");
        Verifier unproven = new Verifier(null);
        read(unproven, leafMessages(batch, 2));
        read(unproven, proofs);
        read(unproven, leaves);
        assertThat(codes(unproven.result())).containsExactly("proof_missing");
    }

    @Test
    void proofMessage_throughJson_isTheSame() throws ProofException {
        ProofDocument document = Samples.proof(chain.get(2), 4, 2, 6);
        ProofDocument read = ProofDocument.read(document.toJson());
        assertThat(read.sequences()).isEqualTo(document.sequences());
        assertThat(read.proof()).isEqualTo(document.proof());
        assertThat(read.flags()).isEqualTo(document.flags());
        assertThat(read.header().header()).isEqualTo(document.header().header());
        assertThat(read.header().hash()).isEqualTo(document.header().hash());
        List<Hash> leaves = read.sequences().stream()
                .map(Samples::contribution)
                .map(Leaf::of)
                .toList();
        assertThat(read.includes(leaves)).isTrue();
    }

    private Batch resigned(BatchHeader header, Hash previous, long first, long lost, long... sealedAt) {
        Batch batch = chain.get((int) header.number() - 1);
        BatchHeader changed = new BatchHeader(
                header.gateway(),
                header.number(),
                previous,
                header.root(),
                first,
                header.lastSequence(),
                lost,
                sealedAt.length == 0 ? header.sealedAt() : sealedAt[0]);
        return new Batch(Samples.sign(changed), batch.contributions(), batch.tree());
    }

    private static byte[] leafMessages(Batch batch, int... indices) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int index : indices) {
            Contribution row = batch.contributions().get(index);
            out.write(0x85);
            out.write((int) row.sequence());
            out.write(0x1b);
            out.writeBytes(Arrays.copyOfRange(Abi.word(row.receivedAt()), 24, 32));
            out.write(row.kind().code());
            out.write(row.trust().code());
            out.write(0x58);
            out.write(row.pack().length);
            out.writeBytes(row.pack());
        }
        return out.toByteArray();
    }

    private List<String> lines() {
        return lines(Samples.export(chain, false));
    }

    private static List<String> lines(byte[] export) {
        return new ArrayList<>(new String(export, UTF_8).lines().toList());
    }

    private List<String> change(int line, UnaryOperator<String> change) {
        List<String> lines = lines();
        String changed = change.apply(lines.get(line));
        assertThat(changed).isNotEqualTo(lines.get(line));
        lines.set(line, changed);
        return lines;
    }

    private static Finding only(List<String> lines) {
        Verification result = verifyLines(lines);
        assertThat(result.holds()).isFalse();
        assertThat(result.findings()).hasSize(1);
        return result.findings().get(0);
    }

    private static List<String> codes(List<String> lines) {
        return codes(verifyLines(lines));
    }

    private static List<String> codes(Verification result) {
        assertThat(result.holds()).isFalse();
        return result.findings().stream().map(Finding::code).toList();
    }

    private static Verification verifyLines(List<String> lines) {
        return verify(Samples.GATEWAY, String.join("\n", lines).getBytes(UTF_8));
    }

    private static Verification verify(@Nullable Address gateway, byte[] document) {
        Verifier verifier = new Verifier(gateway);
        read(verifier, document);
        return verifier.result();
    }

    private static void read(Verifier verifier, byte[] document) {
        try {
            verifier.read("t", new ByteArrayInputStream(document), items -> {});
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int i = 0; ; i++) {
            if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
