package org.headgate.x402;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.regex.Pattern;

/** The extension {@code payment-identifier}: a name that the payer gives a payment, so that a repetition is told what became of the first. */
public final class PaymentIdentifier {
    public static final String NAME = "payment-identifier";

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{16,128}");

    private PaymentIdentifier() {}

    /** The extension's part of a {@link PaymentRequired}: welcome, not required, for plain clients send none. */
    public static ObjectNode offer() {
        ObjectNode out = Json.object();
        out.putObject("info").put("required", false);
        ObjectNode schema = out.putObject("schema").put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        properties.putObject("required").put("type", "boolean");
        properties
                .putObject("id")
                .put("type", "string")
                .put("minLength", 16)
                .put("maxLength", 128)
                .put("pattern", "^[A-Za-z0-9_-]+$");
        schema.putArray("required").add("required");
        return out;
    }

    /** @throws PaymentRefused malformed, where there is one that is none: 16 to 128 letters, digits, {@code _} and {@code -} */
    public static Optional<String> read(PaymentPayload payment) throws PaymentRefused {
        ObjectNode extensions = payment.extensions();
        JsonNode info = extensions == null ? null : extensions.path(NAME).path("info");
        if (info == null || Json.isAbsent(info, "id")) {
            return Optional.empty();
        }
        String id = Json.text(info, "id");
        if (!ID.matcher(id).matches()) {
            throw Json.malformed("a payment's id has 16 to 128 letters, digits, _ and -");
        }
        return Optional.of(id);
    }
}
