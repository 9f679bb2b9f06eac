package org.headgate.chain.evm.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import org.headgate.proof.Abi;
import org.headgate.proof.Keccak;

/** A function of a contract, by its signature as Solidity writes it. */
record Function(String signature) {

    byte[] call(Abi arguments) {
        byte[] encoded = arguments.encode();
        byte[] data = Arrays.copyOf(Keccak.hash(signature.getBytes(US_ASCII)).bytes(), 4 + encoded.length);
        System.arraycopy(encoded, 0, data, 4, encoded.length);
        return data;
    }

    byte[] call() {
        return call(new Abi());
    }
}
