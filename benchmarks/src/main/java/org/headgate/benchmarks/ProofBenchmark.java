package org.headgate.benchmarks;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.BatchHeader;
import org.headgate.api.batch.Hash;
import org.headgate.api.batch.SignedHeader;
import org.headgate.api.journal.Contribution;
import org.headgate.api.message.Kind;
import org.headgate.api.message.Trust;
import org.headgate.proof.Eip712;
import org.headgate.proof.ExportWriter;
import org.headgate.proof.Keccak;
import org.headgate.proof.MerkleTree;
import org.headgate.proof.Secp256k1;
import org.headgate.proof.Verification;
import org.headgate.proof.Verifier;
import org.headgate.senml.SenmlException;
import org.headgate.senml.SenmlPack;

/**
 * Sealing, exporting and verifying, without a gateway: {@code ProofBenchmark [CONTRIBUTIONS [FORMAT]]}, 1,000,000 and jsonl if nothing is given. The first
 * batch is told apart, since the first one of a gateway is sealed cold, too.
 */
public final class ProofBenchmark {
    private static final int BATCH = 4096;
    private static final byte[] KEY =
            Keccak.hash("a key for benchmarks".getBytes(StandardCharsets.UTF_8)).bytes();
    private static final Address GATEWAY = Secp256k1.address(KEY);
    private static final long START = 1_700_000_000_000L;

    private ProofBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        int count = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
        boolean cbor = arguments.length > 1 && arguments[1].equals("cbor");
        Path file = Files.createTempFile("headgate-proof", cbor ? ".cbor" : ".jsonl");
        try {
            export(count, cbor, file);
            verify(file);
        } finally {
            Files.delete(file);
        }
    }

    private static void export(int count, boolean cbor, Path file) throws IOException, SenmlException {
        Meter sealing = new Meter("sealing");
        Meter writing = new Meter("writing");
        SignedHeader last = null;
        try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
                ExportWriter out = cbor ? ExportWriter.cbor(stream) : ExportWriter.jsonLines(stream)) {
            for (int first = 1; first <= count; first += BATCH) {
                List<Contribution> contributions = contributions(first, Math.min(BATCH, count - first + 1));
                sealing.start();
                MerkleTree.Builder builder = MerkleTree.builder();
                contributions.forEach(builder::add);
                MerkleTree tree = builder.build();
                SignedHeader header = sign(last, tree, first);
                sealing.stop();
                if (last == null) {
                    sealing.tell("the first batch, cold");
                    sealing = new Meter("sealing");
                }
                writing.start();
                out.header(header);
                for (int i = 0; i < contributions.size(); i++) {
                    out.contribution(contributions.get(i), tree.proof(i));
                }
                writing.stop();
                last = header;
            }
        }
        sealing.tell("a batch of " + BATCH);
        writing.tell("a batch of " + BATCH);
        System.out.printf("%d contributions, %d MiB%n", count, Files.size(file) >> 20);
    }

    private static SignedHeader sign(SignedHeader last, MerkleTree tree, long first) {
        BatchHeader header = new BatchHeader(
                GATEWAY,
                last == null ? 1 : last.header().number() + 1,
                last == null ? Hash.ZERO : last.hash(),
                tree.root(),
                first,
                first + tree.size() - 1,
                0,
                START + 250 * (first + tree.size()));
        Hash hash = Eip712.hashStruct(header);
        return new SignedHeader(header, hash, Secp256k1.sign(KEY, Eip712.digest(hash)));
    }

    private static List<Contribution> contributions(int first, int count) throws SenmlException {
        List<Contribution> contributions = new ArrayList<>(count);
        for (int sequence = first; sequence < first + count; sequence++) {
            long at = START + 250L * sequence;
            String json =
                    "[{\"bn\":\"urn:dev:mac:0024befffe%06x:\",\"n\":\"temperature\",\"u\":\"Cel\",\"v\":%s},{\"n\":\"humidity\",\"u\":\"%%RH\",\"v\":%s}]"
                            .formatted(sequence % 100, 20 + sequence % 50 / 10.0, 40 + sequence % 30);
            SenmlPack pack = SenmlPack.readJson(json.getBytes(StandardCharsets.UTF_8), at);
            contributions.add(new Contribution(
                    sequence,
                    at,
                    Kind.MEASUREMENT,
                    Trust.TRANSPORT,
                    pack.toCbor(),
                    "urn:dev:mac:0024befffe%06x".formatted(sequence % 100),
                    true));
        }
        return contributions;
    }

    private static void verify(Path file) throws IOException {
        Meter verifying = new Meter("verifying");
        verifying.start();
        Verifier verifier = new Verifier(GATEWAY);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            verifier.read(file.toString(), in, items -> {});
        }
        Verification result = verifier.result();
        verifying.stop();
        if (!result.holds()) {
            throw new IllegalStateException(result.toString());
        }
        verifying.tell("all of it, cold");
    }

    /** Time and processor time of all threads, in milliseconds. */
    private static final class Meter {
        private static final com.sun.management.OperatingSystemMXBean SYSTEM =
                (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

        private final String what;
        private long nanos;
        private long processor;
        private int times;

        Meter(String what) {
            this.what = what;
        }

        void start() {
            nanos -= System.nanoTime();
            processor -= SYSTEM.getProcessCpuTime();
        }

        void stop() {
            nanos += System.nanoTime();
            processor += SYSTEM.getProcessCpuTime();
            times++;
        }

        void tell(String of) {
            System.out.printf(
                    "%s %s: %.1f ms, processor %.1f ms%n", what, of, nanos / 1e6 / times, processor / 1e6 / times);
        }
    }
}
