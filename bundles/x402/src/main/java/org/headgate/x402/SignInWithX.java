package org.headgate.x402;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.headgate.api.batch.Address;
import org.jspecify.annotations.Nullable;

/**
 * The extension {@code sign-in-with-x}: what the header {@link Headers#SIGN_IN_WITH_X} carries, from a wallet that shows who it is. Wallets of Ethereum alone.
 *
 * @param signature r‖s‖v
 */
public record SignInWithX(SignInMessage message, byte[] signature) {
    public static final String NAME = "sign-in-with-x";
    /** How old a message may be. */
    public static final Duration LONGEST = Duration.ofMinutes(5);

    private static final Duration AHEAD = Duration.ofMinutes(1);
    private static final String TYPE = "eip191";
    private static final List<String> PARTS = List.of(
            "domain",
            "address",
            "statement",
            "uri",
            "version",
            "chainId",
            "type",
            "nonce",
            "issuedAt",
            "expirationTime",
            "notBefore",
            "requestId");
    private static final List<String> REQUIRED =
            List.of("domain", "address", "uri", "version", "chainId", "type", "nonce", "issuedAt", "signature");

    public SignInWithX {
        signature = signature.clone();
    }

    @Override
    public byte[] signature() {
        return signature.clone();
    }

    /** Reads the JSON form. @throws PaymentRefused malformed, or {@code invalid_siwx_unsupported_chain} */
    public static SignInWithX read(byte[] json) throws PaymentRefused {
        ObjectNode in = Json.read(json);
        if (!Json.text(in, "version").equals("1")) {
            throw Json.malformed("version must be 1");
        }
        if (!Json.text(in, "type").equals(TYPE) || !Json.text(in, "chainId").startsWith("eip155:")) {
            throw refused(
                    "unsupported_chain", "only wallets of Ethereum are known here: chainId eip155:…, type " + TYPE);
        }
        List<String> resources = new ArrayList<>();
        for (JsonNode resource : in.path("resources")) {
            if (!resource.isTextual()) {
                throw Json.malformed("resources must be strings");
            }
            resources.add(resource.textValue());
        }
        SignInMessage message = new SignInMessage(
                Json.text(in, "domain"),
                Json.text(in, "address"),
                Json.optionalText(in, "statement"),
                Json.text(in, "uri"),
                Network.parse(Json.text(in, "chainId")).chainId(),
                Json.text(in, "nonce"),
                Json.text(in, "issuedAt"),
                Json.optionalText(in, "expirationTime"),
                Json.optionalText(in, "notBefore"),
                Json.optionalText(in, "requestId"),
                resources);
        return new SignInWithX(message, Json.bytes(in, "signature"));
    }

    /**
     * The wallet whose it is, where it was signed for this place and not long ago. Whether the nonce is one that was given, and once, is for the caller.
     *
     * @param base of the addresses of this place: {@code https://shop.example:8443}
     * @throws PaymentRefused with a code of {@code invalid_siwx_…}
     */
    public Address check(String base, Instant now) throws PaymentRefused {
        message.check(domain(base), now, signature);
        if (!origin(message.uri()).equals(origin(base))) {
            throw refused("uri_mismatch", "it is for " + message.uri() + ", this is " + base);
        }
        Instant issued = message.issued();
        if (issued.isAfter(now.plus(AHEAD))) {
            throw refused("issued_at_in_future", "it was issued at " + issued + ", it is " + now);
        }
        if (issued.isBefore(now.minus(LONGEST))) {
            throw refused("issued_at_too_old", "it was issued at " + issued + ", it is good for " + LONGEST);
        }
        return Address.parse(message.address());
    }

    /**
     * The {@code PaymentRequired} that asks for a sign-in and for no payment.
     *
     * @param base of the addresses of this place
     * @param url that is asked for
     * @param error code of what was refused; null where nothing was shown
     */
    public static byte[] challenge(
            String base, String url, String nonce, Instant now, List<Network> networks, @Nullable String error) {
        ObjectNode out = Json.object().put("x402Version", 2);
        if (error != null) {
            out.put("error", error);
        }
        out.set("resource", new Resource(url).json());
        out.putArray("accepts");
        out.putObject("extensions").set(NAME, extension(base, url, nonce, now, networks));
        return Json.write(out);
    }

    /** As {@link #challenge}, for an offer to who may have paid before: what stands under {@link #NAME} of its extensions. */
    public static ObjectNode extension(String base, String url, String nonce, Instant now, List<Network> networks) {
        ObjectNode extension = Json.object();
        extension
                .putObject("info")
                .put("domain", domain(base))
                .put("uri", url)
                .put("statement", "Show what this wallet has bought here.")
                .put("version", "1")
                .put("nonce", nonce)
                .put("issuedAt", now.toString())
                .put("expirationTime", now.plus(LONGEST).toString())
                .putArray("resources")
                .add(url);
        ArrayNode chains = extension.putArray("supportedChains");
        networks.forEach(
                network -> chains.addObject().put("chainId", network.toString()).put("type", TYPE));
        extension.set("schema", schema());
        return extension;
    }

    /** As a browser names the host of an address: in lower case, without the port that goes without saying. */
    private static String domain(String base) {
        return origin(base).replaceFirst("^[a-z]+://", "");
    }

    private static String origin(String url) {
        try {
            URI uri = new URI(url);
            if (uri.getScheme() == null || uri.getHost() == null || uri.getRawUserInfo() != null) {
                return "";
            }
            String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
            boolean usual = uri.getPort() == (scheme.equals("https") ? 443 : 80);
            String port = uri.getPort() < 0 || usual ? "" : ":" + uri.getPort();
            return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + port;
        } catch (URISyntaxException e) {
            return "";
        }
    }

    private static ObjectNode schema() {
        ObjectNode out = Json.object()
                .put("$schema", "https://json-schema.org/draft/2020-12/schema")
                .put("type", "object");
        ObjectNode properties = out.putObject("properties");
        PARTS.forEach(part -> properties.putObject(part).put("type", "string"));
        properties
                .putObject("resources")
                .put("type", "array")
                .putObject("items")
                .put("type", "string");
        properties.putObject("signature").put("type", "string");
        ArrayNode required = out.putArray("required");
        REQUIRED.forEach(required::add);
        return out;
    }

    private static PaymentRefused refused(String code, String message) {
        return new PaymentRefused("invalid_siwx_" + code, message);
    }
}
