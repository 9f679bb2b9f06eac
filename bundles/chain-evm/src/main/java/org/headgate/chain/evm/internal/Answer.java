package org.headgate.chain.evm.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.web3j.utils.Numeric;

/**
 * What an endpoint answers to one {@link Call}: a result or an error.
 *
 * @param result null where there is an error
 * @param data of the error: what a contract reverted with
 */
record Answer(@Nullable JsonNode result, int code, String message, byte[] data) {
    /** JSON-RPC 2.0 §5.1 and EIP-1474: the endpoint's own trouble, or its limits; another may do better. */
    private static final Set<Integer> TROUBLE =
            Set.of(429, -32_001, -32_002, -32_004, -32_005, -32_006, -32_600, -32_601, -32_602, -32_603, -32_700);

    private static final int REVERTED = 3;
    private static final int LONGEST = 200;

    static Answer read(JsonNode in) {
        JsonNode error = in.path("error");
        if (error.isObject()) {
            String said = error.path("message").asText("").replaceAll("\\p{Cntrl}", " ");
            return new Answer(
                    null,
                    error.path("code").asInt(),
                    said.substring(0, Math.min(LONGEST, said.length())),
                    bytes(error.path("data")));
        }
        return new Answer(in.path("result"), 0, "", new byte[0]);
    }

    boolean failed() {
        return result == null;
    }

    /** Whether the call is at fault, or the state of the chain; else the endpoint is. */
    boolean isVerdict() {
        return !failed() || isRevert() || !TROUBLE.contains(code);
    }

    /** Of the call itself (JSON-RPC 2.0 §5.1, EIP-1474): not every node knows all. */
    boolean isUnknownMethod() {
        return failed() && (code == -32_601 || code == -32_004);
    }

    boolean isRevert() {
        return failed() && (code == REVERTED || message.toLowerCase(Locale.ROOT).contains("revert"));
    }

    /** @throws MalformedAnswer for an error, or anything but a quantity */
    BigInteger quantity() throws MalformedAnswer {
        try {
            return Numeric.decodeQuantity(text());
        } catch (RuntimeException e) {
            throw new MalformedAnswer("it should answer a quantity");
        }
    }

    /** @throws MalformedAnswer for an error, or anything but hex */
    Words words() throws MalformedAnswer {
        String text = text();
        try {
            return new Words(HexFormat.of().parseHex(text, 2, text.length()));
        } catch (RuntimeException e) {
            throw new MalformedAnswer("it should answer bytes");
        }
    }

    /** Why, for people: the words of the node, and the reason of the contract where it gave one. */
    String reason() {
        String reason = Words.revertReason(data);
        return reason.isEmpty() || message.contains(reason) ? message : message + " (" + reason + ")";
    }

    private String text() throws MalformedAnswer {
        if (result == null || !result.isTextual()) {
            throw new MalformedAnswer(result == null ? message : "it should answer a text");
        }
        return result.textValue();
    }

    private static byte[] bytes(JsonNode data) {
        String text = data.isTextual() ? data.textValue() : "";
        try {
            return text.startsWith("0x") ? HexFormat.of().parseHex(text, 2, text.length()) : new byte[0];
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
