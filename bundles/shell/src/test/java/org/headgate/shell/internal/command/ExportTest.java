package org.headgate.shell.internal.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Anchor;
import org.headgate.api.batch.Anchors;
import org.headgate.api.batch.Batches;
import org.headgate.api.batch.Hash;
import org.headgate.api.journal.Contribution;
import org.headgate.api.journal.Journal;
import org.headgate.api.message.Kind;
import org.headgate.api.message.Trust;
import org.headgate.proof.Leaf;
import org.headgate.proof.MerkleProof;
import org.headgate.proof.MerkleTree;
import org.headgate.senml.SenmlException;
import org.headgate.senml.SenmlPack;
import org.headgate.senml.SenmlRecord;
import org.headgate.senml.SenmlValue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportTest {
    @TempDir
    Path folder;

    private Shell shell;
    private List<Contribution> contributions;
    private MemoryBatches batches;

    @BeforeEach
    void start() throws SenmlException {
        shell = new Shell(folder);
        contributions = contributions(700);
        batches = new MemoryBatches(contributions).sealThrough(300).sealThrough(301);
        shell.gateway
                .with(Journal.class, new Fakes.MemoryJournal(contributions))
                .with(Batches.class, batches);
    }

    @Test
    void export_range_eachContributionIsProvenByTheHeaderBeforeIt() throws IOException {
        Shell.Result result = shell.run("export", "--from", "299", "--to", "302", "--format", "jsonl");

        List<JsonNode> lines = lines(result);
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(lines.stream()
                        .map(line -> line.path("type").asText()
                                + line.path("sequence").asText()))
                .containsExactly(
                        "header",
                        "contribution299",
                        "contribution300",
                        "header",
                        "contribution301",
                        "header",
                        "contribution302");
        Hash root = Hash.ZERO;
        for (JsonNode line : lines) {
            if (line.path("type").asText().equals("header")) {
                root = Hash.parse(line.path("root").asText());
            } else {
                Contribution contribution =
                        contributions.get(line.path("sequence").asInt() - 1);
                assertThat(MerkleProof.verify(root, Leaf.of(contribution), proof(line)))
                        .isTrue();
            }
        }
    }

    @Test
    void export_ofWhatAChainNoted_carriesTheProof_behindTheHeader() throws IOException {
        List<Hash> leaves = batches.list(1, 9).stream()
                .map(signed -> Leaf.of(signed.hash()))
                .toList();
        Anchor anchor = new Anchor(
                "eip155:8453",
                Address.of(new byte[20]),
                1,
                2,
                MerkleTree.of(leaves).root());
        shell.gateway.with(Anchors.class, number -> number < 3 ? Optional.of(anchor) : Optional.empty());

        List<JsonNode> lines = lines(shell.run("export", "--from", "300", "--to", "302", "--format", "jsonl"));

        assertThat(lines.stream()
                        .map(line ->
                                line.path("type").asText() + line.path("number").asText()))
                .containsExactly(
                        "header1",
                        "anchor1",
                        "contribution",
                        "header2",
                        "anchor2",
                        "contribution",
                        "header3",
                        "contribution");
        assertThat(MerkleProof.verify(anchor.root(), leaves.get(0), proof(lines.get(1))))
                .isTrue();
    }

    @Test
    void export_whatIsNotSealed_isSealedFirst() {
        shell.run("export", "--from", "1", "--to", "301", "--format", "jsonl");
        assertThat(batches.seals).isZero();

        shell.run("export", "--from", "1", "--to", "302", "--format", "jsonl");
        shell.run("export", "--from", "1", "--to", "700", "--format", "jsonl");
        assertThat(batches.seals).isEqualTo(1);
    }

    @Test
    void export_beyondTheEnd_isClipped() throws IOException {
        Shell.Result result = shell.run("export", "--from", "690", "--to", "1000000000", "--format", "jsonl");

        assertThat(lines(result)).hasSize(1 + 11);
        assertThat(result.err()).contains("exported 11 contributions of 1 batches, sequences 690 to 700");
    }

    @Test
    void export_headersThatAreLost_areLeftOutAndTold() throws IOException {
        for (long last = 302; last <= 311; last++) {
            batches.sealThrough(last);
        }
        for (long number = 4; number <= 9; number++) {
            batches.lose(number);
        }
        Shell.Result result = shell.run("export", "--from", "300", "--to", "311", "--format", "jsonl");
        assertThat(lines(result).stream()
                        .filter(line -> line.path("type").asText().equals("header"))
                        .map(line -> line.path("number").asText()))
                .containsExactly("1", "2", "3", "10", "11", "12");
        assertThat(result.err()).contains("6 headers are lost");

        Shell.Result below = shell.run("export", "--from", "302", "--to", "303", "--format", "jsonl");
        assertThat(lines(below)).hasSize(2);
        assertThat(below.err()).doesNotContain("lost");
    }

    @Test
    void export_startBehindTheEnd_isRefused() {
        Shell.Result result = shell.run("export", "--from", "701", "--to", "800", "--format", "jsonl");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("the sequence ends at 700");
    }

    @Test
    void export_noRange_isWrongUsage() {
        assertThat(shell.run("export", "--from", "5", "--to", "4", "--format", "jsonl")
                        .code())
                .isEqualTo(2);
        assertThat(shell.run("export", "--from", "0", "--to", "4", "--format", "jsonl")
                        .code())
                .isEqualTo(2);
        assertThat(shell.run("export", "--from", "1", "--to", "4", "--format", "xml")
                        .err())
                .contains("'xml' is none of jsonl, cbor");
    }

    @Test
    void export_batchNoLongerWhole_givesItsHeaderAndSaysSo() throws IOException {
        shell.gateway.with(Journal.class, new Fakes.MemoryJournal(contributions.subList(200, 700)));

        Shell.Result result = shell.run("export", "--from", "250", "--to", "301", "--format", "jsonl");

        assertThat(result.code()).isZero();
        assertThat(lines(result)).hasSize(3);
        assertThat(result.err()).contains("51 contributions are no longer kept");
    }

    @Test
    void export_toAFile_isRelativeToWhereItWasTyped() throws IOException {
        Shell.Result toFile = shell.run("export", "--from", "1", "--to", "700", "--format", "cbor", "--out", "e.cbor");
        Shell.Result toStream = shell.run("export", "--from", "1", "--to", "700", "--format", "cbor");

        assertThat(toFile.out()).isEmpty();
        assertThat(toFile.err()).contains("headgate verify " + folder.resolve("e.cbor"));
        assertThat(Files.readAllBytes(folder.resolve("e.cbor"))).isEqualTo(toStream.bytes());
    }

    static List<Contribution> contributions(int count) throws SenmlException {
        String device = "urn:dev:mac:0024befffe804ff1";
        List<Contribution> contributions = new ArrayList<>();
        for (int sequence = 1; sequence <= count; sequence++) {
            long at = Fakes.NOW + sequence;
            SenmlPack pack = SenmlPack.of(List.of(
                    new SenmlRecord(device + ":temperature", "Cel", new SenmlValue.Num(sequence / 8.0), at / 1000.0)));
            contributions.add(
                    new Contribution(sequence, at, Kind.MEASUREMENT, Trust.TRANSPORT, pack.toCbor(), device, true));
        }
        return contributions;
    }

    private static List<Hash> proof(JsonNode line) {
        List<Hash> proof = new ArrayList<>();
        line.path("proof").forEach(hash -> proof.add(Hash.parse(hash.asText())));
        return proof;
    }

    private static List<JsonNode> lines(Shell.Result result) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : result.out().lines().toList()) {
            lines.add(new ObjectMapper().readTree(line));
        }
        return lines;
    }
}
