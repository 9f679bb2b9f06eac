package org.headgate.api.batch;

import org.osgi.annotation.versioning.ProviderType;

/** The gateway's key. Safe for any thread. */
@ProviderType
public interface Signer {

    Address address();

    /** Signs a digest as it is: secp256k1, RFC 6979, low s; 65 bytes r‖s‖v with v 27 or 28. */
    byte[] sign(Hash digest);
}
