package org.headgate.proof;

import org.headgate.api.batch.SignedHeader;
import org.jspecify.annotations.Nullable;

/** What a document holds, one after the other. */
sealed interface Item {

    record Header(SignedHeader signed) implements Item {}

    /** @param leaf hash of the leaf @param proof siblings one behind the other, or null where the proof comes in a message of its own */
    record Row(long sequence, byte[] leaf, byte @Nullable [] proof) implements Item {}

    record Proof(ProofDocument document) implements Item {}

    /** What could not be read. */
    record Broken(String code, String reason) implements Item {}
}
