package org.headgate.x402;

import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.proof.Eip712;
import org.headgate.proof.StructType;

/** The EIP-712 domain of a contract, such as a token. */
public record ContractDomain(String name, String version, Network network, Address contract) {
    private static final StructType DOMAIN =
            StructType.of("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");

    /** What the contract answers as {@code DOMAIN_SEPARATOR()}. */
    public Hash separator() {
        return DOMAIN.hashStruct(name, version, network.chainId(), contract);
    }

    Hash digest(Hash hashStruct) {
        return Eip712.digest(separator(), hashStruct);
    }
}
