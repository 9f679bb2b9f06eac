package org.headgate.proof;

import java.util.TreeSet;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.jspecify.annotations.Nullable;

/** Who signed. */
final class Signatures {
    private final @Nullable Address expected;
    private final Findings findings;
    private final TreeSet<String> gateways = new TreeSet<>();

    /** @param expected the address that must have signed, or null */
    Signatures(@Nullable Address expected, Findings findings) {
        this.expected = expected;
        this.findings = findings;
    }

    TreeSet<String> gateways() {
        return gateways;
    }

    /** @param hash hashStruct of what is signed @param number of the batch, for findings */
    boolean holds(Hash hash, byte[] signature, Address gateway, long number, Place place) {
        try {
            Address signer = Secp256k1.recover(Eip712.digest(hash), signature);
            if (!signer.equals(gateway)) {
                findings.add(place.finding(
                        "signature_invalid",
                        "the header was changed, or signed by another key",
                        number,
                        0,
                        gateway,
                        signer));
                return false;
            }
        } catch (ProofException e) {
            findings.add(place.finding(e.code(), e.getMessage(), number, 0));
            return false;
        }
        if (expected != null && !expected.equals(gateway)) {
            findings.add(place.finding("gateway_differs", "signed by another gateway", number, 0, expected, gateway));
            return false;
        }
        gateways.add(gateway.toString());
        return true;
    }
}
