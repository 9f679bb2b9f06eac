package org.headgate.x402;

import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.proof.KnownSigners;
import org.headgate.proof.ProofException;

/** A signature by whom it must be. */
final class Signed {
    private static final KnownSigners NOBODY = new KnownSigners(0);

    private Signed() {}

    /** @param code for any signature but one of 65 bytes with v 27 or 28 and a low s that recovers to the signer */
    static void require(Hash digest, byte[] signature, Address signer, String code, String what) throws PaymentRefused {
        require(NOBODY, digest, signature, signer, code, what);
    }

    /** As above. @param known for whom it is faster */
    static void require(KnownSigners known, Hash digest, byte[] signature, Address signer, String code, String what)
            throws PaymentRefused {
        Address found;
        try {
            found = known.recover(digest, signature, signer);
        } catch (ProofException e) {
            throw new PaymentRefused(code, what + ": " + e.getMessage());
        }
        if (!found.equals(signer)) {
            throw new PaymentRefused(
                    code,
                    what + " was signed by " + found + ", or over other data, not by " + signer
                            + " over what was sent; wallets that are contracts are not taken");
        }
    }
}
