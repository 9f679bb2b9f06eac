package org.headgate.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.BatchHeader;
import org.headgate.api.batch.Hash;
import org.headgate.proof.Eip712;
import org.headgate.proof.Leaf;
import org.headgate.proof.MerkleProof;
import org.headgate.proof.ProofException;
import org.headgate.proof.Secp256k1;
import org.headgate.senml.SenmlException;
import org.headgate.senml.SenmlPack;

/**
 * What a buyer has received and checked. Trusts only the gateway's address: a record counts as verified when the leaf that the buyer makes of it lies under a
 * root that this address has signed.
 */
final class Checked {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Address gateway;
    private final Map<Long, Hash> leaves = new HashMap<>();
    private final Set<Long> verified = new HashSet<>();
    private final Map<Long, Hash> batches = new HashMap<>();
    private final List<Proof> early = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();

    /** Records that must lie under a signed root. */
    private record Proof(long batch, Hash root, List<Long> sequences, List<Hash> path, List<Boolean> flags) {}

    Checked(Address gateway) {
        this.gateway = gateway;
    }

    Address gateway() {
        return gateway;
    }

    /** Takes a message of {@code feeds/<feed>/records}: the body and its user properties. */
    synchronized void record(byte[] senml, Map<String, String> properties) {
        try {
            long sequence = Long.parseLong(properties.getOrDefault("seq", ""));
            long receivedAt = Long.parseLong(properties.getOrDefault("received", ""));
            byte[] pack = SenmlPack.readJson(senml, receivedAt).toCbor();
            leaves.put(
                    sequence,
                    Leaf.of(
                            sequence,
                            receivedAt,
                            Integer.parseInt(properties.getOrDefault("kind", "")),
                            Integer.parseInt(properties.getOrDefault("trust", "")),
                            pack));
            for (Proof proof : List.copyOf(early)) {
                if (leaves.keySet().containsAll(proof.sequences())) {
                    early.remove(proof);
                    prove(proof);
                }
            }
        } catch (SenmlException | NumberFormatException | ProofException e) {
            faults.add("a record that cannot be read: " + e.getMessage());
        }
    }

    /** Takes a message of {@code feeds/<feed>/proofs}: proofs are free, so they may be ahead of records that wait to be paid for. */
    synchronized void proof(byte[] document) {
        try {
            check(JSON.readTree(document));
        } catch (IOException | ProofException | IllegalArgumentException e) {
            faults.add("a proof that does not hold: " + e.getMessage());
        }
    }

    private void check(JsonNode document) throws ProofException {
        BatchHeader header = header(document.path("header"));
        Hash struct = Eip712.hashStruct(header);
        Address signer = Secp256k1.recover(
                Eip712.digest(struct), bytes(document.path("signature").asText()));
        if (!signer.equals(gateway)) {
            throw new ProofException(
                    "signer", "batch " + header.number() + " is signed by " + signer + ", not by " + gateway);
        }
        Hash before = batches.get(header.number() - 1);
        if (before != null && !before.equals(header.previous())) {
            throw new ProofException("previous", "batch " + header.number() + " does not follow the one before it");
        }
        batches.put(header.number(), struct);
        List<Long> sequences = new ArrayList<>();
        document.path("sequences").forEach(s -> sequences.add(Long.parseLong(s.asText())));
        List<Hash> path = new ArrayList<>();
        document.path("proof").forEach(h -> path.add(Hash.parse(h.asText())));
        List<Boolean> flags = new ArrayList<>();
        document.path("proofFlags").forEach(f -> flags.add(f.asBoolean()));
        Proof proof = new Proof(header.number(), header.root(), sequences, path, flags);
        if (leaves.keySet().containsAll(sequences)) {
            prove(proof);
        } else {
            early.add(proof);
        }
    }

    private void prove(Proof proof) throws ProofException {
        List<Hash> mine = proof.sequences().stream().map(leaves::get).toList();
        if (!MerkleProof.verify(proof.root(), mine, proof.path(), proof.flags())) {
            throw new ProofException("root", "records do not lie under the root of batch " + proof.batch());
        }
        verified.addAll(proof.sequences());
    }

    private static BatchHeader header(JsonNode json) {
        return new BatchHeader(
                Address.parse(json.path("gateway").asText()),
                number(json, "number"),
                Hash.parse(json.path("previous").asText()),
                Hash.parse(json.path("root").asText()),
                number(json, "firstSequence"),
                number(json, "lastSequence"),
                number(json, "lost"),
                number(json, "sealedAt"));
    }

    private static long number(JsonNode json, String field) {
        return Long.parseLong(json.path(field).asText());
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex, 2, hex.length());
    }

    synchronized void fault(String what) {
        faults.add(what);
    }

    /** The first sequence that arrived; where none has, more than any. */
    synchronized long first() {
        return leaves.keySet().stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
    }

    /** How many records up to a sequence have arrived. */
    synchronized long delivered(long through) {
        return leaves.keySet().stream().filter(s -> s <= through).count();
    }

    /** How many records up to a sequence are proven. */
    synchronized long verified(long through) {
        return verified.stream().filter(s -> s <= through).count();
    }

    synchronized int batches() {
        return batches.size();
    }

    synchronized List<String> faults() {
        return List.copyOf(faults);
    }
}
