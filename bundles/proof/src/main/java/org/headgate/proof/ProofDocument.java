package org.headgate.proof;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.headgate.api.batch.Batches.MultiProof;
import org.headgate.api.batch.Hash;
import org.headgate.api.batch.SignedHeader;

/**
 * A proof message: contributions of one batch, proven together.
 *
 * @param sequences in the order of the multiproof's leaves, each once
 * @param flags {@code proofFlags}
 */
public record ProofDocument(SignedHeader header, List<Long> sequences, List<Hash> proof, List<Boolean> flags) {

    public static ProofDocument of(MultiProof proof) {
        return new ProofDocument(proof.header(), proof.sequences(), proof.proof(), proof.flags());
    }

    /** Reads the JSON form; checks nothing but the form. */
    public static ProofDocument read(byte[] json) throws ProofException {
        if (JsonDocument.read(json, json.length) instanceof Item.Proof proof) {
            return proof.document();
        }
        throw Fields.malformed("not a proof");
    }

    public byte[] toJson() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = JsonDocument.FACTORY.createGenerator(bytes)) {
            out.writeStartObject();
            out.writeNumberField("v", 1);
            out.writeObjectFieldStart("header");
            JsonDocument.header(out, header.header());
            out.writeEndObject();
            out.writeStringField("signature", Hex.of(header.signature()));
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
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * Whether these leaves are in the batch. The header's signature is another question.
     *
     * @param leaves {@link Leaf} hashes in the order of {@link #sequences}
     */
    public boolean includes(List<Hash> leaves) throws ProofException {
        return leaves.size() == sequences.size()
                && MerkleProof.verify(header.header().root(), leaves, proof, flags);
    }

    static ProofDocument of(SignedHeader header, long[] sequences, byte[] proof, boolean[] flags)
            throws ProofException {
        List<Long> ordered = Arrays.stream(sequences).boxed().toList();
        if (new HashSet<>(ordered).size() != sequences.length) {
            throw Fields.malformed("a sequence stands twice in the proof");
        }
        List<Hash> hashes = new ArrayList<>();
        for (int at = 0; at < proof.length; at += 32) {
            hashes.add(Hash.of(Arrays.copyOfRange(proof, at, at + 32)));
        }
        List<Boolean> both = new ArrayList<>();
        for (boolean flag : flags) {
            both.add(flag);
        }
        return new ProofDocument(header, ordered, hashes, both);
    }
}
