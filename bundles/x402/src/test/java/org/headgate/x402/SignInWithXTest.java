package org.headgate.x402;

import static org.assertj.core.api.Assertions.assertThat;
import static org.headgate.x402.Refusals.refused;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import org.headgate.proof.Secp256k1;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The extension sign-in-with-x: what the gateway asks for, and what it takes. */
class SignInWithXTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final String BASE = "https://Shop.example:443";
    private static final String URL = "https://shop.example/passes/mine";

    private static ObjectNode header(String part, String value) throws Exception {
        ObjectNode asked =
                Json.read(SignInWithX.challenge(BASE, URL, "a1b2c3d4e5f6", NOW, List.of(Samples.NETWORK), null));
        ObjectNode extension = (ObjectNode) asked.path("extensions").path(SignInWithX.NAME);
        ObjectNode header = (ObjectNode) extension.path("info");
        header.setAll((ObjectNode) extension.path("supportedChains").get(0));
        header.put("address", SignInMessage.checksummed(Samples.BUYER)).put("signature", "0x");
        header.put(part, value);
        if (!part.equals("signature")) {
            SignInMessage message = SignInWithX.read(Json.write(header.deepCopy()
                            .put("type", "eip191")
                            .put("version", "1")
                            .put("chainId", Samples.NETWORK.toString())))
                    .message();
            byte[] signature = Secp256k1.sign(Samples.BUYER_KEY, SignInMessage.digest(message.text()));
            header.put("signature", Json.hex(signature));
        }
        return header;
    }

    @Test
    void challenge_signed_isTakenAtItsPlace() throws Exception {
        SignInWithX signIn = SignInWithX.read(Json.write(header("requestId", "7")));

        assertThat(signIn.check(BASE, NOW.plusSeconds(299))).isEqualTo(Samples.BUYER);
        assertThat(signIn.message().domain()).isEqualTo("shop.example");
        assertThat(signIn.message().uri()).isEqualTo(URL);
        refused("invalid_siwx_expired", () -> signIn.check(BASE, NOW.plusSeconds(300)));
        refused("invalid_siwx_domain_mismatch", () -> signIn.check("https://shop.example:8443", NOW));
        refused("invalid_siwx_uri_mismatch", () -> signIn.check("http://shop.example", NOW));
    }

    @ParameterizedTest
    @CsvSource({
        "domain, evil.example, invalid_siwx_domain_mismatch",
        "uri, https://evil.example/passes/mine, invalid_siwx_uri_mismatch",
        "uri, https://shop.example@evil.example/, invalid_siwx_uri_mismatch",
        "uri, https://shop.example.evil.example/, invalid_siwx_uri_mismatch",
        "uri, urn:shop.example, invalid_siwx_uri_mismatch",
        "issuedAt, 2026-11-22T11:54:59Z, invalid_siwx_issued_at_too_old",
        "issuedAt, 2026-11-22T12:01:01Z, invalid_siwx_issued_at_in_future",
        "expirationTime, 2026-11-22T11:59:00Z, invalid_siwx_expired",
        "notBefore, 2026-11-22T12:00:01Z, invalid_siwx_not_yet_valid",
        "issuedAt, yesterday, invalid_siwx_message",
        "address, 0x1111111111111111111111111111111111111111, invalid_siwx_signature",
        "chainId, solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp, invalid_siwx_unsupported_chain",
        "type, ed25519, invalid_siwx_unsupported_chain",
        "chainId, eip155:x, invalid_payload",
        "version, 2, invalid_payload",
        "signature, 0x1234, invalid_siwx_signature",
        "signature, none, invalid_payload"
    })
    void signIn_notForHere_isRefusedWithItsCode(String part, String value, String code) throws Exception {
        byte[] header = Json.write(header(part, value));

        refused(code, () -> SignInWithX.read(header).check(BASE, NOW));
    }

    @ParameterizedTest
    @ValueSource(strings = {"domain", "address", "uri", "version", "chainId", "type", "nonce", "issuedAt", "signature"})
    void signIn_withoutAPart_isMalformed(String part) throws Exception {
        byte[] header = Json.write(header("requestId", "7").without(part));

        refused(PaymentRefused.MALFORMED, () -> SignInWithX.read(header));
    }
}
