package org.headgate.api.batch;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.headgate.api.journal.JournalUnavailable;
import org.osgi.annotation.versioning.ProviderType;

/** The chain of sealed batches. Safe for any thread. */
@ProviderType
public interface Batches {

    /** Up to {@code max} headers from {@code number} on. */
    List<SignedHeader> list(long number, int max);

    Optional<SignedHeader> find(long number);

    /** The batch that holds a sequence. */
    Optional<SignedHeader> holding(long sequence);

    /** The newest. */
    Optional<SignedHeader> last();

    /** Seals what is not sealed yet; at most every 5 s, else as soon as that allows. Completes with the newest header once it is synced. */
    CompletionStage<Optional<SignedHeader>> seal();

    /** A multiproof of contributions that all lie in the batch. Reads the disk. Sequences that are gone from the journal make the tree impossible: then it fails. */
    MultiProof prove(long number, List<Long> sequences) throws JournalUnavailable;

    /** @param sequences in the order of the multiproof's leaves @param proof siblings @param flags as OpenZeppelin's {@code proofFlags} */
    record MultiProof(SignedHeader header, List<Long> sequences, List<Hash> proof, List<Boolean> flags) {}
}
