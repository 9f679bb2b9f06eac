package org.headgate.chain.evm.internal;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.headgate.api.batch.Hash;
import org.headgate.api.batch.Signer;
import org.headgate.proof.Keccak;
import org.web3j.crypto.transaction.type.Transaction1559;
import org.web3j.rlp.RlpEncoder;
import org.web3j.rlp.RlpList;
import org.web3j.rlp.RlpString;
import org.web3j.rlp.RlpType;

/** Transactions of type 2 (EIP-1559), signed. */
final class Envelope {
    private static final byte TYPE = 2;

    private Envelope() {}

    /** The bytes for {@code eth_sendRawTransaction}; their keccak-256 is the transaction's hash. */
    static byte[] sign(long chainId, long nonce, long gas, Fees fees, Order order, Signer signer) {
        List<RlpType> fields = new ArrayList<>(new Transaction1559(
                        chainId,
                        BigInteger.valueOf(nonce),
                        BigInteger.valueOf(gas),
                        order.to().toString(),
                        BigInteger.ZERO,
                        HexFormat.of().formatHex(order.data()),
                        fees.priority(),
                        fees.most())
                .asRlpValues(null));
        byte[] signature = signer.sign(Keccak.hash(typed(fields)));
        fields.add(RlpString.create(BigInteger.valueOf(signature[64] - 27)));
        fields.add(RlpString.create(new BigInteger(1, Arrays.copyOfRange(signature, 0, 32))));
        fields.add(RlpString.create(new BigInteger(1, Arrays.copyOfRange(signature, 32, 64))));
        return typed(fields);
    }

    static Hash hash(byte[] signed) {
        return Keccak.hash(signed);
    }

    private static byte[] typed(List<RlpType> fields) {
        byte[] encoded = RlpEncoder.encode(new RlpList(fields));
        byte[] typed = new byte[encoded.length + 1];
        typed[0] = TYPE;
        System.arraycopy(encoded, 0, typed, 1, encoded.length);
        return typed;
    }
}
