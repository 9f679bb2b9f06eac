package org.headgate.x402;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.proof.Keccak;
import org.headgate.proof.ProofException;
import org.headgate.proof.Secp256k1;
import org.jspecify.annotations.Nullable;

/**
 * What a wallet signs to sign in (EIP-4361). Times are kept as they were written, for they are signed so.
 *
 * @param domain who asks, as an authority of RFC 3986: {@code gateway.example:8443}
 * @param address in the mixed case of EIP-55
 * @param nonce 8 letters and digits or more
 * @param issuedAt RFC 3339, as the two other times
 */
public record SignInMessage(
        String domain,
        String address,
        @Nullable String statement,
        String uri,
        long chainId,
        String nonce,
        String issuedAt,
        @Nullable String expirationTime,
        @Nullable String notBefore,
        @Nullable String requestId,
        List<String> resources) {
    /** The code of what is no such message. */
    public static final String MALFORMED = "invalid_siwx_message";

    private static final String WANTS = " wants you to sign in with your Ethereum account:";
    private static final Pattern NONCE = Pattern.compile("[A-Za-z0-9]{8,}");
    private static final Pattern ADDRESS = Pattern.compile("0x[0-9a-fA-F]{40}");

    public SignInMessage {
        resources = List.copyOf(resources);
    }

    /** Reads the signed text. @throws PaymentRefused {@link #MALFORMED} */
    public static SignInMessage parse(String text) throws PaymentRefused {
        Lines lines = new Lines(text);
        String first = lines.next();
        require(first.endsWith(WANTS), "the first line must end with" + WANTS);
        String domain = first.substring(0, first.length() - WANTS.length());
        String address = lines.next();
        lines.blank();
        String statement = null;
        if (!lines.peek().isEmpty()) {
            statement = lines.next();
        }
        lines.blank();
        String uri = lines.required("URI: ");
        String version = lines.required("Version: ");
        String chain = lines.required("Chain ID: ");
        String nonce = lines.required("Nonce: ");
        String issuedAt = lines.required("Issued At: ");
        String expirationTime = lines.optional("Expiration Time: ");
        String notBefore = lines.optional("Not Before: ");
        String requestId = lines.optional("Request ID: ");
        List<String> resources = new ArrayList<>();
        if (lines.optional("Resources:") != null) {
            for (String resource = lines.optional("- "); resource != null; resource = lines.optional("- ")) {
                resources.add(resource);
            }
        }
        require(lines.isAtEnd(), "nothing may stand after it, or out of order: " + lines.peek());
        require(version.equals("1"), "the version must be 1, not " + version);
        require(chain.matches("[0-9]{1,18}"), "the chain id must be a number, not " + chain);
        SignInMessage message = new SignInMessage(
                domain,
                address,
                statement,
                uri,
                Long.parseLong(chain),
                nonce,
                issuedAt,
                expirationTime,
                notBefore,
                requestId,
                resources);
        message.check();
        return message;
    }

    /** The text that is signed. */
    public String text() {
        StringBuilder out = new StringBuilder(domain)
                .append(WANTS)
                .append('\n')
                .append(address)
                .append("\n\n");
        if (statement != null) {
            out.append(statement).append('\n');
        }
        out.append("\nURI: ").append(uri).append("\nVersion: 1\nChain ID: ").append(chainId);
        out.append("\nNonce: ").append(nonce).append("\nIssued At: ").append(issuedAt);
        append(out, "\nExpiration Time: ", expirationTime);
        append(out, "\nNot Before: ", notBefore);
        append(out, "\nRequest ID: ", requestId);
        if (!resources.isEmpty()) {
            out.append("\nResources:");
            resources.forEach(resource -> out.append("\n- ").append(resource));
        }
        return out.toString();
    }

    /** That each part is of its form. @throws PaymentRefused {@link #MALFORMED} */
    public void check() throws PaymentRefused {
        require(isAuthority(domain), "the domain is not an authority: " + domain);
        require(
                ADDRESS.matcher(address).matches() && address.equals(checksummed(Address.parse(address))),
                "the address is not in the mixed case of EIP-55: " + address);
        require(statement == null || !statement.contains("\n"), "the statement has more than one line");
        require(isUri(uri), "not a URI: " + uri);
        require(NONCE.matcher(nonce).matches(), "the nonce must have 8 letters and digits or more");
        time("Issued At", issuedAt);
        if (expirationTime != null) {
            time("Expiration Time", expirationTime);
        }
        if (notBefore != null) {
            time("Not Before", notBefore);
        }
        for (String resource : resources) {
            require(isUri(resource), "not a URI: " + resource);
        }
    }

    /**
     * That it is for this domain, good now, and signed by its address. Whether the nonce is one that was given, and once, is for the caller.
     *
     * @param signature r‖s‖v, v 27 and 28 or 0 and 1
     * @throws PaymentRefused with a code of {@code invalid_siwx_…}
     */
    public void check(String expectedDomain, Instant now, byte[] signature) throws PaymentRefused {
        check();
        if (!domain.equals(expectedDomain)) {
            throw refused("domain_mismatch", "it is for " + domain + ", this is " + expectedDomain);
        }
        if (expirationTime != null && !now.isBefore(time("Expiration Time", expirationTime))) {
            throw refused("expired", "it ended at " + expirationTime);
        }
        if (notBefore != null && now.isBefore(time("Not Before", notBefore))) {
            throw refused("not_yet_valid", "it begins at " + notBefore);
        }
        byte[] normal = signature.clone();
        if (normal.length == 65 && normal[64] >= 0 && normal[64] < 2) {
            normal[64] += 27;
        }
        try {
            Address signer = Secp256k1.recover(digest(text()), normal);
            if (!signer.equals(Address.parse(address))) {
                throw refused("signature", "it was signed by " + checksummed(signer) + ", not by " + address);
            }
        } catch (ProofException e) {
            throw refused("signature", String.valueOf(e.getMessage()));
        }
    }

    /** When it was written. @throws PaymentRefused {@link #MALFORMED} */
    public Instant issued() throws PaymentRefused {
        return time("Issued At", issuedAt);
    }

    /** What a wallet signs of a text (EIP-191). */
    public static Hash digest(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        String prefix = "\u0019Ethereum Signed Message:\n" + bytes.length;
        return Keccak.hash(prefix.getBytes(StandardCharsets.US_ASCII), bytes);
    }

    /** An address in the mixed case of EIP-55. */
    public static String checksummed(Address address) {
        String lower = address.toString().substring(2);
        byte[] hash = Keccak.hash(lower.getBytes(StandardCharsets.US_ASCII)).bytes();
        StringBuilder out = new StringBuilder("0x");
        for (int i = 0; i < lower.length(); i++) {
            boolean upper = (hash[i / 2] >> (i % 2 == 0 ? 4 : 0) & 8) != 0;
            out.append(upper ? Character.toUpperCase(lower.charAt(i)) : lower.charAt(i));
        }
        return out.toString();
    }

    private static boolean isAuthority(String text) {
        try {
            return !text.isEmpty() && text.equals(new URI("https://" + text).getRawAuthority());
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static boolean isUri(String text) {
        try {
            return new URI(text).isAbsolute();
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static Instant time(String what, String text) throws PaymentRefused {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new PaymentRefused(MALFORMED, what + " is not a time of RFC 3339: " + text);
        }
    }

    private static void append(StringBuilder out, String name, @Nullable String value) {
        Optional.ofNullable(value).ifPresent(text -> out.append(name).append(text));
    }

    private static void require(boolean holds, String message) throws PaymentRefused {
        if (!holds) {
            throw new PaymentRefused(MALFORMED, message);
        }
    }

    private static PaymentRefused refused(String code, String message) {
        return new PaymentRefused("invalid_siwx_" + code, message);
    }

    /** Line by line. */
    private static final class Lines {
        private final String[] lines;
        private int at;

        Lines(String text) {
            this.lines = text.split("\n", -1);
        }

        boolean isAtEnd() {
            return at == lines.length;
        }

        String peek() {
            return isAtEnd() ? "" : lines[at];
        }

        String next() throws PaymentRefused {
            require(!isAtEnd(), "it ends too early");
            return lines[at++];
        }

        void blank() throws PaymentRefused {
            require(next().isEmpty(), "line " + at + " must be empty");
        }

        String required(String name) throws PaymentRefused {
            String value = optional(name);
            if (value == null) {
                throw new PaymentRefused(MALFORMED, "line " + (at + 1) + " must begin with " + name);
            }
            return value;
        }

        @Nullable
        String optional(String name) {
            return isAtEnd() || !lines[at].startsWith(name) ? null : lines[at++].substring(name.length());
        }
    }
}
