package org.headgate.x402;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.proof.Abi;
import org.headgate.proof.Keccak;

/** Tokens that go into a channel: an EIP-3009 authorization to the collector, whose nonce is bound to the channel. */
public final class Deposit {
    private final BigInteger amount;
    private final BigInteger validAfter;
    private final BigInteger validBefore;
    private final Hash salt;
    private final byte[] signature;

    private Deposit(BigInteger amount, BigInteger validAfter, BigInteger validBefore, Hash salt, byte[] signature) {
        this.amount = amount;
        this.validAfter = validAfter;
        this.validBefore = validBefore;
        this.salt = salt;
        this.signature = signature;
    }

    /** @param salt of this authorization, at random @param signature of {@link BatchSettlement#depositDigest} */
    public static Deposit of(
            BigInteger amount, BigInteger validAfter, BigInteger validBefore, Hash salt, byte[] signature) {
        return new Deposit(amount, validAfter, validBefore, salt, signature.clone());
    }

    static Deposit read(JsonNode in) throws PaymentRefused {
        JsonNode ways = Json.object(in, "authorization");
        if (Json.isAbsent(ways, "erc3009Authorization")) {
            throw new PaymentRefused(
                    BatchSettlement.PREFIX + "erc3009_authorization_required",
                    "a deposit is taken by an EIP-3009 authorization, this one has none");
        }
        JsonNode signed = Json.object(ways, "erc3009Authorization");
        return new Deposit(
                Json.unsigned(in, "amount", 128),
                Json.unsigned(signed, "validAfter", 256),
                Json.unsigned(signed, "validBefore", 256),
                Json.hash(signed, "salt"),
                Json.bytes(signed, "signature"));
    }

    ObjectNode json() {
        ObjectNode out = Json.object().put("amount", amount.toString());
        out.putObject("authorization")
                .putObject("erc3009Authorization")
                .put("validAfter", validAfter.toString())
                .put("validBefore", validBefore.toString())
                .put("salt", salt.toString())
                .put("signature", Json.hex(signature));
        return out;
    }

    /** In the token's smallest unit, of 128 bits. */
    public BigInteger amount() {
        return amount;
    }

    /** A copy: r‖s‖v. */
    public byte[] signature() {
        return signature.clone();
    }

    /** What the collector calls the token with. */
    public Authorization authorization(Address payer, Address collector, Hash channelId) {
        BigInteger number = new BigInteger(1, salt.bytes());
        Hash nonce = Keccak.hash(new Abi().bytes32(channelId).uint(number).encode());
        return new Authorization(payer, collector, amount, validAfter, validBefore, nonce);
    }

    /** The {@code collectorData} of the contract's {@code deposit}. */
    public byte[] collectorData() {
        return new Abi()
                .uint(validAfter)
                .uint(validBefore)
                .uint(new BigInteger(1, salt.bytes()))
                .bytes(signature)
                .encode();
    }
}
