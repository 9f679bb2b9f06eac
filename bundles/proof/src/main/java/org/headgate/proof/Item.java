package org.headgate.proof;

import org.headgate.api.batch.SignedHeader;
import org.jspecify.annotations.Nullable;

/** What a document holds, one after the other. {@code feed} is "" where the document does not name it. */
sealed interface Item {

    record Header(SignedHeader signed) implements Item {}

    /** @param leaf hash of the leaf @param proof siblings one behind the other, or null where the proof comes in a message of its own */
    record Row(String feed, long sequence, byte[] leaf, byte @Nullable [] proof) implements Item {}

    /** A row of a derived feed. @param sequence the feed's own */
    record FeedRow(String feed, long sequence, byte[] leaf) implements Item {}

    /** That the header before it is anchored. */
    record Anchor(AnchorProof proof) implements Item {}

    record Proof(String feed, ProofDocument document) implements Item {}

    record FeedProof(FeedProofDocument document) implements Item {}

    /** A message that has nothing to do with records and proofs. */
    record Other() implements Item {}

    /** What could not be read. */
    record Broken(String code, String reason) implements Item {}
}
