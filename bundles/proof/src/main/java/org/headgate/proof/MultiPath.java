package org.headgate.proof;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.headgate.api.batch.Hash;

/**
 * What a proof message proves, and how.
 *
 * @param sequences in the order of the multiproof's leaves, each once
 * @param flags {@code proofFlags}
 */
record MultiPath(List<Long> sequences, List<Hash> proof, List<Boolean> flags) {

    static MultiPath of(long[] sequences, byte[] proof, boolean[] flags) throws ProofException {
        List<Long> ordered = Arrays.stream(sequences).boxed().toList();
        if (new HashSet<>(ordered).size() != sequences.length) {
            throw Fields.malformed("a sequence stands twice in the proof");
        }
        List<Boolean> both = new ArrayList<>();
        for (boolean flag : flags) {
            both.add(flag);
        }
        return new MultiPath(ordered, hashes(proof), both);
    }

    static List<Hash> hashes(byte[] proof) {
        List<Hash> hashes = new ArrayList<>();
        for (int at = 0; at < proof.length; at += 32) {
            hashes.add(Hash.of(Arrays.copyOfRange(proof, at, at + 32)));
        }
        return hashes;
    }

    boolean leadsTo(Hash root, List<Hash> leaves) throws ProofException {
        return leaves.size() == sequences.size() && MerkleProof.verify(root, leaves, proof, flags);
    }

    void write(JsonGenerator out) throws IOException {
        out.writeArrayFieldStart("sequences");
        for (long sequence : sequences) {
            out.writeString(Long.toString(sequence));
        }
        out.writeEndArray();
        JsonDocument.proof(out, proof);
        out.writeArrayFieldStart("proofFlags");
        for (boolean flag : flags) {
            out.writeBoolean(flag);
        }
        out.writeEndArray();
    }
}
