package org.headgate.x402;

import java.math.BigInteger;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.proof.StructType;

/**
 * What a token's holder signs so that another may move his tokens (EIP-3009). {@code Transfer} can be sent in by anybody, {@code Receive} by the receiver alone.
 *
 * @param value in the token's smallest unit
 * @param validAfter seconds since the epoch
 * @param validBefore seconds since the epoch
 */
public record Authorization(
        Address from, Address to, BigInteger value, BigInteger validAfter, BigInteger validBefore, Hash nonce) {
    private static final String MEMBERS =
            "(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)";
    private static final StructType TRANSFER = StructType.of("TransferWithAuthorization" + MEMBERS);
    private static final StructType RECEIVE = StructType.of("ReceiveWithAuthorization" + MEMBERS);

    /** A settlement takes a block or two. */
    private static final long SOONEST_END_SECONDS = 6;

    /** What is signed for {@code transferWithAuthorization}. */
    public Hash transferDigest(ContractDomain token) {
        return token.digest(hashStruct(TRANSFER));
    }

    /** What is signed for {@code receiveWithAuthorization}. */
    public Hash receiveDigest(ContractDomain token) {
        return token.digest(hashStruct(RECEIVE));
    }

    /** @param prefix of the scheme's codes @param now seconds since the epoch */
    void requireValidAt(long now, String prefix) throws PaymentRefused {
        if (validBefore.compareTo(BigInteger.valueOf(now + SOONEST_END_SECONDS)) < 0) {
            throw new PaymentRefused(
                    prefix + "payload_authorization_valid_before",
                    "the signature ends at " + validBefore + ", it must be good until " + (now + SOONEST_END_SECONDS)
                            + " at least; sign again");
        }
        if (validAfter.compareTo(BigInteger.valueOf(now)) > 0) {
            throw new PaymentRefused(
                    prefix + "payload_authorization_valid_after",
                    "the signature begins at " + validAfter + ", it is " + now + " now");
        }
    }

    private Hash hashStruct(StructType type) {
        return type.hashStruct(from, to, value, validAfter, validBefore, nonce);
    }
}
