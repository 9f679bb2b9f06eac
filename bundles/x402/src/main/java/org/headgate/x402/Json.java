package org.headgate.x402;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import java.util.HexFormat;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.jspecify.annotations.Nullable;

/** JSON of the protocol, read strictly: no name twice, nothing behind the end, integers as decimal strings without sign or leading zeros. */
final class Json {
    /** More than any message needs, less than what would hurt. */
    static final int LONGEST = 64 << 10;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(24)
                            .maxNumberLength(80)
                            .maxStringLength(LONGEST)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static ObjectNode read(byte[] bytes) throws PaymentRefused {
        if (bytes.length > LONGEST) {
            throw malformed("the message has " + bytes.length + " bytes, " + LONGEST + " is the most");
        }
        try {
            if (MAPPER.readTree(bytes) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            throw malformed(
                    "not JSON: " + e.getOriginalMessage().lines().findFirst().orElse(""));
        } catch (IOException e) {
            throw malformed("not JSON: " + e.getMessage());
        }
        throw malformed("not a JSON object");
    }

    static byte[] write(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree is always written", e);
        }
    }

    /** As it would be read from what is written: so that numbers of one value are equal, whatever their Java type was. */
    static ObjectNode normal(ObjectNode node) {
        if (isNormal(node)) {
            return node;
        }
        try {
            return (ObjectNode) MAPPER.readTree(MAPPER.writeValueAsBytes(node));
        } catch (IOException e) {
            throw new IllegalStateException("a tree is always written and read", e);
        }
    }

    /** Whether reading what is written of it surely gives the same. */
    private static boolean isNormal(JsonNode node) {
        return switch (node.getNodeType()) {
            case STRING, BOOLEAN, NULL -> true;
            case NUMBER -> node.isInt() || node.isLong() && !node.canConvertToInt();
            case OBJECT, ARRAY -> {
                for (JsonNode inner : node) {
                    if (!isNormal(inner)) {
                        yield false;
                    }
                }
                yield true;
            }
            default -> false;
        };
    }

    static ObjectNode object(JsonNode in, String name) throws PaymentRefused {
        if (in.get(name) instanceof ObjectNode object) {
            return object;
        }
        throw malformed(name + " must be an object");
    }

    /** Null where it is absent or null. */
    static @Nullable ObjectNode optionalObject(JsonNode in, String name) throws PaymentRefused {
        return isAbsent(in, name) ? null : object(in, name);
    }

    static String text(JsonNode in, String name) throws PaymentRefused {
        JsonNode value = in.get(name);
        if (value == null || !value.isTextual()) {
            throw malformed(name + " must be a string");
        }
        return value.textValue();
    }

    static @Nullable String optionalText(JsonNode in, String name) throws PaymentRefused {
        return isAbsent(in, name) ? null : text(in, name);
    }

    static boolean isAbsent(JsonNode in, String name) {
        JsonNode value = in.get(name);
        return value == null || value.isNull();
    }

    /** A JSON number, whole and not negative. */
    static long number(JsonNode in, String name) throws PaymentRefused {
        JsonNode value = in.get(name);
        if (value == null || !value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            throw malformed(name + " must be a whole number, not negative");
        }
        return value.longValue();
    }

    /** An unsigned integer of so many bits as a decimal string. */
    static BigInteger unsigned(JsonNode in, String name, int bits) throws PaymentRefused {
        return unsigned(text(in, name), name, bits);
    }

    static BigInteger unsigned(String text, String name, int bits) throws PaymentRefused {
        boolean digits = !text.isEmpty()
                && text.length() <= 78
                && text.chars().allMatch(c -> c >= '0' && c <= '9')
                && (text.length() == 1 || text.charAt(0) != '0');
        BigInteger value = digits ? new BigInteger(text) : BigInteger.ONE.negate();
        if (!digits || value.bitLength() > bits) {
            throw malformed(name + " must be an unsigned integer of " + bits + " bits in decimal digits");
        }
        return value;
    }

    static Address address(JsonNode in, String name) throws PaymentRefused {
        try {
            return Address.parse(text(in, name));
        } catch (IllegalArgumentException e) {
            throw malformed(name + " must be 0x and 40 hex digits");
        }
    }

    static Hash hash(JsonNode in, String name) throws PaymentRefused {
        try {
            return Hash.parse(text(in, name));
        } catch (IllegalArgumentException e) {
            throw malformed(name + " must be 0x and 64 hex digits");
        }
    }

    /** {@code 0x} and hex of any length up to 4 KiB. */
    static byte[] bytes(JsonNode in, String name) throws PaymentRefused {
        String text = text(in, name);
        try {
            if (text.startsWith("0x") && text.length() <= 8194) {
                return HexFormat.of().parseHex(text, 2, text.length());
            }
        } catch (IllegalArgumentException e) {
            throw malformed(name + " must be 0x and hex digits, two a byte");
        }
        throw malformed(name + " must be 0x and hex digits, two a byte");
    }

    static String hex(byte[] bytes) {
        return "0x" + HexFormat.of().formatHex(bytes);
    }

    static PaymentRefused malformed(String message) {
        return new PaymentRefused(PaymentRefused.MALFORMED, message);
    }
}
