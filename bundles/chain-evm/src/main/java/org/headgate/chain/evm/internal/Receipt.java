package org.headgate.chain.evm.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.proof.Abi;
import org.headgate.proof.Keccak;
import org.headgate.x402.Authorization;
import org.web3j.utils.Numeric;

/**
 * What became of a transaction in a block.
 *
 * @param cost in wei, with the fee for data that rollups of the OP stack take
 * @param logs address, topics and data of each, one after the other
 */
record Receipt(Hash transaction, long block, boolean succeeded, BigInteger cost, List<byte[]> logs) {
    private static final Hash TRANSFER = Keccak.hash("Transfer(address,address,uint256)".getBytes(US_ASCII));

    private static final Hash USED = Keccak.hash("AuthorizationUsed(address,bytes32)".getBytes(US_ASCII));

    static Receipt read(Hash transaction, JsonNode in) throws MalformedAnswer {
        try {
            BigInteger cost = quantity(in, "gasUsed").multiply(quantity(in, "effectiveGasPrice"));
            if (in.hasNonNull("l1Fee")) {
                cost = cost.add(quantity(in, "l1Fee"));
            }
            List<byte[]> logs = new ArrayList<>();
            for (JsonNode log : in.path("logs")) {
                StringBuilder text =
                        new StringBuilder(log.path("address").textValue().substring(2));
                log.path("topics").forEach(topic -> text.append(topic.textValue(), 2, 66));
                text.append(log.path("data").textValue().substring(2));
                logs.add(HexFormat.of().parseHex(text));
            }
            return new Receipt(
                    transaction,
                    quantity(in, "blockNumber").longValueExact(),
                    quantity(in, "status").equals(BigInteger.ONE),
                    cost,
                    logs);
        } catch (RuntimeException e) {
            throw new MalformedAnswer("a receipt without block, status or gas");
        }
    }

    /** The token's {@code Transfer}: address, topics and data, one after the other. */
    static byte[] transfer(Address token, Address from, Address to, BigInteger value) {
        byte[] words = new Abi()
                .bytes32(TRANSFER)
                .address(from)
                .address(to)
                .uint(value)
                .encode();
        byte[] log = Arrays.copyOf(token.bytes(), 20 + words.length);
        System.arraycopy(words, 0, log, 20, words.length);
        return log;
    }

    /** The topics of a token's {@code AuthorizationUsed} (EIP-3009). */
    static List<Hash> usedTopics(Authorization signed) {
        byte[] from = new byte[32];
        System.arraycopy(signed.from().bytes(), 0, from, 12, 20);
        return List.of(USED, Hash.of(from), signed.nonce());
    }

    /** Whether it moved what was signed, by that very signature: a transfer from and to the same over the same amount may be of another. */
    boolean proves(Address token, Authorization signed) {
        byte[] used = Arrays.copyOf(token.bytes(), 20 + 3 * 32);
        List<Hash> topics = usedTopics(signed);
        for (int i = 0; i < topics.size(); i++) {
            System.arraycopy(topics.get(i).bytes(), 0, used, 20 + 32 * i, 32);
        }
        return succeeded && holds(used) && holds(transfer(token, signed.from(), signed.to(), signed.value()));
    }

    /** Whether there is such a log; always for an empty one. */
    boolean holds(byte[] log) {
        return log.length == 0 || logs.stream().anyMatch(one -> Arrays.equals(one, log));
    }

    private static BigInteger quantity(JsonNode in, String name) {
        return Numeric.decodeQuantity(in.path(name).asText());
    }
}
