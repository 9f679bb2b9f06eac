package org.headgate.feeds.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.headgate.api.batch.BatchHeader;
import org.headgate.api.batch.Batches.MultiProof;
import org.headgate.api.batch.Hash;

/** Proof documents, and the positions of their topics: the batch's number and, in the lowest 16 bits, the part. */
final class Proofs {
    static final String JSON = "application/json";

    /** A message with its topic stays below the maximum packet size that small clients ask for. */
    static final int PART_BYTES = 48 * 1024;

    private static final int PART_BITS = 16;

    private Proofs() {}

    static long position(long number, int part) {
        return number << PART_BITS | part;
    }

    static long number(long position) {
        return position >>> PART_BITS;
    }

    static int part(long position) {
        return (int) (position & (1 << PART_BITS) - 1);
    }

    static byte[] document(MultiProof proof) {
        ObjectNode document = DefinitionJson.JSON.createObjectNode();
        document.put("v", 1);
        document.set("header", header(proof.header().header()));
        return document(document, proof.header().signature(), proof.sequences(), proof.proof(), proof.flags());
    }

    static byte[] document(
            ObjectNode document, byte[] signature, List<Long> sequences, List<Hash> proof, List<Boolean> flags) {
        document.put("signature", hex(signature));
        ArrayNode numbers = document.putArray("sequences");
        sequences.forEach(sequence -> numbers.add(Long.toString(sequence)));
        ArrayNode hashes = document.putArray("proof");
        proof.forEach(hash -> hashes.add(hash.toString()));
        ArrayNode booleans = document.putArray("proofFlags");
        flags.forEach(booleans::add);
        return document.toString().getBytes(StandardCharsets.UTF_8);
    }

    static String hex(byte[] bytes) {
        return "0x" + HexFormat.of().formatHex(bytes);
    }

    private static ObjectNode header(BatchHeader header) {
        ObjectNode node = DefinitionJson.JSON.createObjectNode();
        node.put("gateway", header.gateway().toString());
        node.put("number", Long.toString(header.number()));
        node.put("previous", header.previous().toString());
        node.put("root", header.root().toString());
        node.put("firstSequence", Long.toString(header.firstSequence()));
        node.put("lastSequence", Long.toString(header.lastSequence()));
        node.put("lost", Long.toString(header.lost()));
        node.put("sealedAt", Long.toString(header.sealedAt()));
        return node;
    }
}
