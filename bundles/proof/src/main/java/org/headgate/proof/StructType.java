package org.headgate.proof;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;

/** A flat EIP-712 struct type, written as in the standard: {@code Name(type field,…)}. Immutable. */
public final class StructType {
    private final String encoded;
    private final List<String> types;
    private final byte[] typeHash;

    private StructType(String encoded, List<String> types) {
        this.encoded = encoded;
        this.types = types;
        this.typeHash = Keccak.bytes(encoded.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Reads for example {@code FeedOffer(address gateway,string feed)}. Known types: {@code uint8} to {@code uint256}, {@code address}, {@code bool},
     * {@code bytes32}, {@code bytes}, {@code string}.
     */
    public static StructType of(String encoded) {
        int open = encoded.indexOf('(');
        if (open < 1 || !encoded.endsWith(")")) {
            throw new IllegalArgumentException("not a struct type: " + encoded);
        }
        List<String> types = new ArrayList<>();
        for (String member : encoded.substring(open + 1, encoded.length() - 1).split(",")) {
            types.add(member.substring(0, member.indexOf(' ')));
        }
        return new StructType(encoded, List.copyOf(types));
    }

    /**
     * {@code hashStruct} of EIP-712.
     *
     * @param values in the order of the type: {@link Long} or {@link BigInteger} for integers (a Long is unsigned), {@link Address}, {@link Boolean}, {@link Hash},
     *     {@code byte[]}, {@link String}
     */
    public Hash hashStruct(Object... values) {
        if (values.length != types.size()) {
            throw new IllegalArgumentException(encoded + " has " + types.size() + " members, not " + values.length);
        }
        Keccak keccak = new Keccak();
        keccak.update(typeHash, 0, 32);
        for (int i = 0; i < values.length; i++) {
            keccak.update(word(types.get(i), values[i]), 0, 32);
        }
        byte[] hash = new byte[32];
        keccak.finish(hash, 0);
        return Hash.of(hash);
    }

    /** The type as it is hashed. */
    @Override
    public String toString() {
        return encoded;
    }

    private static byte[] word(String type, Object value) {
        return switch (type) {
            case "string" -> Keccak.bytes(((String) value).getBytes(StandardCharsets.UTF_8));
            case "bytes" -> Keccak.bytes((byte[]) value);
            case "bytes32" -> ((Hash) value).bytes();
            case "address" -> Abi.word((Address) value);
            case "bool" -> Abi.word((Boolean) value ? 1 : 0);
            default -> integer(type, value);
        };
    }

    private static byte[] integer(String type, Object value) {
        if (!type.startsWith("uint")) {
            throw new IllegalArgumentException("unknown type " + type);
        }
        BigInteger integer =
                value instanceof BigInteger big ? big : new BigInteger(Long.toUnsignedString((Long) value));
        if (integer.signum() < 0 || integer.bitLength() > Integer.parseInt(type.substring(4))) {
            throw new IllegalArgumentException(integer + " is no " + type);
        }
        return Abi.word(integer);
    }
}
