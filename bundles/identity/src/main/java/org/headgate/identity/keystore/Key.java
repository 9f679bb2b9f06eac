package org.headgate.identity.keystore;

import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.api.batch.Signer;
import org.headgate.proof.Secp256k1;

/** A private key in memory. Shows its address alone. */
public final class Key implements Signer {
    private final byte[] secret;
    private final Address address;

    public Key(byte[] secret) {
        this.secret = secret.clone();
        this.address = Secp256k1.address(secret);
    }

    @Override
    public Address address() {
        return address;
    }

    @Override
    public byte[] sign(Hash digest) {
        return Secp256k1.sign(secret, digest);
    }

    public byte[] secret() {
        return secret.clone();
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
