package org.headgate.buy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.headgate.api.batch.BatchHeader;
import org.headgate.api.batch.Hash;
import org.headgate.api.batch.SignedHeader;
import org.headgate.identity.keystore.Key;
import org.headgate.proof.Eip712;
import org.headgate.proof.MerkleTree;
import org.headgate.proof.ProofDocument;
import org.headgate.proof.Verifier;
import org.headgate.senml.SenmlPack;
import org.headgate.x402.Payer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeliveryTest {
    private static final String RECORDS = "feeds/air/records";
    private static final long START = 1_700_000_000_000L;

    @TempDir
    Path folder;

    private Path output;
    private Delivery delivery;
    private Hash previous = Hash.ZERO;
    private long batches;

    @BeforeEach
    void open() throws Exception {
        output = folder.resolve("air.jsonl");
        delivery = Delivery.open("air", output, folder, Shop.SELLER.address());
    }

    @AfterEach
    void close() throws Exception {
        delivery.close();
    }

    private void killed() throws Exception {
        close();
        open();
    }

    private static SenmlPack pack(long sequence) throws Exception {
        String json = "[{\"n\":\"urn:dev:ops:house:temperature\",\"u\":\"Cel\",\"v\":" + sequence + "}]";
        return SenmlPack.readJson(json.getBytes(StandardCharsets.UTF_8), START + sequence);
    }

    private void record(long sequence, long charged) throws Exception {
        record(sequence, charged, pack(sequence));
    }

    private void record(long sequence, long charged, SenmlPack pack) throws Exception {
        Map<String, String> properties = new HashMap<>(Map.of(
                "seq",
                Long.toString(sequence),
                "received",
                Long.toString(START + sequence),
                "kind",
                "1",
                "trust",
                "1"));
        if (charged > 0) {
            properties.putAll(Map.of("price", "100", "charged", Long.toString(charged)));
        }
        delivery.take(RECORDS, pack.toJson(), properties);
    }

    private void records(long first, long last) throws Exception {
        for (long sequence = first; sequence <= last; sequence++) {
            record(sequence, 0);
        }
    }

    /** Seals what the gateway has from one sequence to another. */
    private byte[] sealed(Key key, long first, long last) throws Exception {
        MerkleTree.Builder builder = MerkleTree.builder();
        for (long sequence = first; sequence <= last; sequence++) {
            builder.add(sequence, START + sequence, 1, 1, pack(sequence).toCbor());
        }
        MerkleTree tree = builder.build();
        BatchHeader header = new BatchHeader(
                Shop.SELLER.address(), ++batches, previous, tree.root(), first, last, 0, START + 60_000 * batches);
        Hash hash = Eip712.hashStruct(header);
        previous = hash;
        MerkleTree.MultiProof proof =
                tree.multiProof(IntStream.range(0, tree.size()).toArray());
        return new ProofDocument(
                        new SignedHeader(header, hash, key.sign(Eip712.digest(hash))),
                        proof.indices().stream().map(index -> first + index).toList(),
                        proof.proof(),
                        proof.flags())
                .toJson();
    }

    private void proof(byte[] document) throws Exception {
        delivery.take(
                "feeds/air/proofs", document, Map.of("number", Long.toString(batches), "part", "1", "parts", "1"));
    }

    private List<String> lines() throws Exception {
        return Files.readAllLines(output);
    }

    private boolean verifies() throws Exception {
        Verifier verifier = new Verifier(Shop.SELLER.address());
        try (InputStream in = Files.newInputStream(output)) {
            verifier.read("output", in, items -> {});
        }
        return verifier.result().holds();
    }

    @Test
    void records_proven_areVerified_alsoByTheCommand() throws Exception {
        records(1, 3);
        proof(sealed(Shop.SELLER, 1, 3));
        records(4, 5);
        proof(sealed(Shop.SELLER, 4, 5));

        assertThat(delivery.verified()).isEqualTo(5);
        assertThat(delivery.tally().records()).isEqualTo(5);
        assertThat(verifies()).isTrue();
    }

    @Test
    void proof_thatComesBeforeItsRecords_waitsForThemBesideTheOutput_acrossRestarts() throws Exception {
        records(1, 3);
        byte[] first = sealed(Shop.SELLER, 1, 3);
        proof(first);
        records(4, 4);
        proof(sealed(Shop.SELLER, 4, 6));

        assertThat(delivery.verified()).isEqualTo(3);
        assertThat(verifies()).as("what is written is whole").isTrue();
        killed();
        records(5, 6);
        assertThat(delivery.verified()).isEqualTo(6);
        assertThat(verifies()).isTrue();
        assertThat(folder.resolve("proofs.jsonl")).isEmptyFile();
    }

    @Test
    void recordAgain_isWrittenOnce_alsoAfterARestart() throws Exception {
        records(1, 3);
        records(2, 3);
        killed();
        records(1, 4);

        assertThat(lines()).hasSize(4);
        assertThat(delivery.tally().records()).isEqualTo(4);
    }

    @Test
    void lineThatAPowerCutLeft_isCutOff_andTheRecordTakenAgain() throws Exception {
        records(1, 2);
        close();
        Files.writeString(output, "{\"topic\":\"feeds/air/rec", StandardOpenOption.APPEND);
        open();
        records(1, 3);
        proof(sealed(Shop.SELLER, 1, 3));

        assertThat(delivery.verified()).isEqualTo(3);
        assertThat(lines()).hasSize(4);
    }

    @Test
    void restart_afterManyBatches_goesOnFromTheLast() throws Exception {
        for (int i = 0; i < 4; i++) {
            records(10 * i + 1, 10 * i + 10);
            proof(sealed(Shop.SELLER, 10 * i + 1, 10 * i + 10));
        }
        record(41, 0);
        killed();
        records(42, 43);
        proof(sealed(Shop.SELLER, 41, 43));

        assertThat(delivery.verified()).isEqualTo(43);
        assertThat(delivery.tally().records()).isEqualTo(43);
        assertThat(verifies()).isTrue();
    }

    @Test
    void charges_areCountedAcrossRestarts_andWhatComesFreeAgainIsToo() throws Exception {
        record(1, 100);
        record(2, 200);
        killed();
        record(2, 200);
        delivery.take(
                RECORDS,
                pack(3).toJson(),
                Map.of("seq", "3", "received", Long.toString(START + 3), "kind", "1", "trust", "1", "price", "100"));
        record(4, 400);

        assertThat(delivery.tally()).isEqualTo(new Tally(4, 4, 400, 0, false));
    }

    @Test
    void chargesOfAnotherChannel_andForWhatDidNotCome_areTold() {
        assertThat(Tally.NONE.with(1, 100, 100).with(2, 100, 150).mixed()).isTrue();
        assertThat(Tally.NONE.with(1, 100, 100).with(2, 100, 500).unexplained()).isEqualTo(300);
    }

    @Test
    void record_thatWasChanged_stopsIt() throws Exception {
        record(1, 0);
        record(2, 0, pack(7));
        byte[] proof = sealed(Shop.SELLER, 1, 2);

        Halt halt = catchThrowableOfType(Halt.class, () -> proof(proof));

        assertThat(halt.exitCode()).isEqualTo(Halt.UNPROVEN);
        assertThat(halt).hasMessageContaining("not_in_batch").hasMessageContaining("Nothing more is paid");
    }

    @Test
    void proof_ofAnotherSigner_stopsIt() throws Exception {
        records(1, 2);
        byte[] proof = sealed(Shop.key(11), 1, 2);

        assertThat(catchThrowableOfType(Halt.class, () -> proof(proof)).exitCode())
                .isEqualTo(Halt.UNPROVEN);
    }

    @Test
    void record_thatNoProofNames_stopsIt() throws Exception {
        records(1, 2);
        proof(sealed(Shop.SELLER, 1, 1));
        record(3, 0);
        byte[] next = sealed(Shop.SELLER, 3, 3);

        Halt halt = catchThrowableOfType(Halt.class, () -> proof(next));

        assertThat(halt.exitCode()).isEqualTo(Halt.UNPROVEN);
        assertThat(halt).hasMessageContaining("proof_missing");
    }

    @Test
    void record_thatIsProvenAndWasNotDelivered_stopsIt() throws Exception {
        records(1, 2);
        proof(sealed(Shop.SELLER, 1, 4));

        Halt halt = catchThrowableOfType(Halt.class, () -> record(5, 0));

        assertThat(halt.exitCode()).isEqualTo(Halt.UNPROVEN);
        assertThat(halt).hasMessageContaining("contribution_missing");
    }

    @Test
    void gapThatTheGatewayTold_isNoFault() throws Exception {
        records(1, 2);
        proof(sealed(Shop.SELLER, 1, 2));
        delivery.take(
                "feeds/reply/x/air",
                "{\"type\":\"gap\",\"from\":\"3\",\"to\":\"4\"}".getBytes(StandardCharsets.UTF_8),
                Map.of());
        records(5, 6);
        proof(sealed(Shop.SELLER, 3, 6));
        record(7, 0);

        assertThat(delivery.verified())
                .as("the others cannot be proven without what is gone")
                .isEqualTo(2);
        assertThat(delivery.unproven()).isEqualTo(2);
    }

    @Test
    void newSession_forgivesProofsThatWereMissed() throws Exception {
        records(1, 3);
        delivery.newSession();
        batches = 1;
        previous = Payer.random();
        records(8, 9);
        proof(sealed(Shop.SELLER, 8, 9));

        assertThat(delivery.verified()).isEqualTo(2);
        assertThat(delivery.unproven()).isEqualTo(3);
    }
}
