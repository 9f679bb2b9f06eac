package org.headgate.x402;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The names and the encoding of x402's HTTP headers: JSON in base64, standard alphabet, one line. */
public final class Headers {
    /** Of a 402. */
    public static final String PAYMENT_REQUIRED = "PAYMENT-REQUIRED";

    /** Of the request that pays. */
    public static final String PAYMENT_SIGNATURE = "PAYMENT-SIGNATURE";

    /** Of the answer to it. */
    public static final String PAYMENT_RESPONSE = "PAYMENT-RESPONSE";

    /** Of a request that a wallet signs in with. */
    public static final String SIGN_IN_WITH_X = "SIGN-IN-WITH-X";

    private Headers() {}

    public static String encode(byte[] json) {
        return Base64.getEncoder().encodeToString(json);
    }

    /** @throws PaymentRefused malformed */
    public static byte[] decode(String header) throws PaymentRefused {
        if (header.length() > Json.LONGEST / 3 * 4) {
            throw Json.malformed(
                    "the header has " + header.length() + " characters, " + Json.LONGEST / 3 * 4 + " is the most");
        }
        try {
            return Base64.getDecoder().decode(header.trim().getBytes(StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) {
            throw Json.malformed("the header is not base64: " + e.getMessage());
        }
    }
}
