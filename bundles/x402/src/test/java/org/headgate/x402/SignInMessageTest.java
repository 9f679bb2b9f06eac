package org.headgate.x402;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.headgate.x402.Refusals.refused;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.headgate.proof.Secp256k1;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Messages of EIP-4361 from the folder that {@code cases.dir} names, and one of our own. */
class SignInMessageTest {
    private static final Instant NOW = Instant.parse("2022-11-01T00:00:00Z");

    @TestFactory
    Stream<DynamicTest> messages_wellFormed_areReadAndWrittenAgain() throws IOException {
        return cases("parsing_positive", message -> {
            String text = message.path("message").textValue();
            SignInMessage read = SignInMessage.parse(text);
            assertThat(read.text()).isEqualTo(text);
            JsonNode fields = message.path("fields");
            assertThat(read.domain()).isEqualTo(fields.path("domain").textValue());
            assertThat(read.nonce()).isEqualTo(fields.path("nonce").textValue());
            assertThat(read.resources()).hasSize(fields.path("resources").size());
        });
    }

    @TestFactory
    Stream<DynamicTest> messages_malformed_areRefused() throws IOException {
        return cases(
                "parsing_negative",
                message -> refused(SignInMessage.MALFORMED, () -> SignInMessage.parse(message.textValue())));
    }

    @TestFactory
    Stream<DynamicTest> signatures_right_areTaken() throws IOException {
        return cases("verification_positive", given -> verify(given));
    }

    @TestFactory
    Stream<DynamicTest> signatures_wrong_areRefused() throws IOException {
        return cases(
                "verification_negative",
                given -> assertThatThrownBy(() -> verify(given)).isInstanceOf(PaymentRefused.class));
    }

    /** The same, as the header of x402 carries them. */
    @TestFactory
    Stream<DynamicTest> messages_inHeaders_areReadAsTheyAre() throws IOException {
        return cases("verification_positive", given -> {
            ObjectNode header = given.deepCopy();
            header.put("chainId", "eip155:" + given.path("chainId").longValue()).put("type", "eip191");
            SignInWithX read = SignInWithX.read(Json.write(header));
            assertThat(read.message()).isEqualTo(message(given));
            assertThat(Json.hex(read.signature()))
                    .isEqualTo(given.path("signature").textValue());
        });
    }

    @Test
    void own_signedAndChecked_holdsForItsDomainAlone() throws Exception {
        SignInMessage message = new SignInMessage(
                "127.0.0.1:8080",
                SignInMessage.checksummed(Samples.BUYER),
                null,
                "http://127.0.0.1:8080/feeds/air",
                84_532,
                "a1b2c3d4e5f6",
                "2022-10-31T23:59:00Z",
                "2022-11-01T00:05:00Z",
                null,
                null,
                List.of());
        byte[] signature = Secp256k1.sign(Samples.BUYER_KEY, SignInMessage.digest(message.text()));

        message.check("127.0.0.1:8080", NOW, signature);
        SignInMessage.parse(message.text()).check("127.0.0.1:8080", NOW, signature);

        refused("invalid_siwx_domain_mismatch", () -> message.check("127.0.0.1:8081", NOW, signature));
        refused(
                "invalid_siwx_expired",
                () -> message.check("127.0.0.1:8080", Instant.parse("2022-11-01T00:05:00Z"), signature));
        refused("invalid_siwx_signature", () -> message.check("127.0.0.1:8080", NOW, new byte[65]));
    }

    private static void verify(JsonNode given) throws PaymentRefused {
        SignInMessage message = message(given);
        String hex = given.path("signature").textValue();
        if (given.has("matchNonce")) {
            // who gives the nonce compares it
            assertThat(message.nonce()).isNotEqualTo(given.path("matchNonce").textValue());
            throw new PaymentRefused("invalid_siwx_nonce", "not the nonce that was given");
        }
        message.check(
                given.path("domainBinding").asText(message.domain()),
                given.has("time") ? Instant.parse(given.path("time").textValue()) : NOW,
                HexFormat.of().parseHex(hex.length() % 2 == 0 ? hex.substring(2) : "00"));
    }

    private static SignInMessage message(JsonNode given) {
        List<String> resources = new ArrayList<>();
        given.path("resources").forEach(resource -> resources.add(resource.textValue()));
        return new SignInMessage(
                given.path("domain").textValue(),
                given.path("address").textValue(),
                given.path("statement").textValue(),
                given.path("uri").textValue(),
                given.path("chainId").longValue(),
                given.path("nonce").textValue(),
                given.path("issuedAt").textValue(),
                given.path("expirationTime").textValue(),
                given.path("notBefore").textValue(),
                given.path("requestId").textValue(),
                resources);
    }

    private interface Check {
        void of(JsonNode given) throws Exception;
    }

    private static Stream<DynamicTest> cases(String name, Check check) throws IOException {
        Path file = Path.of(System.getProperty("cases.dir", "none"), "siwe", name + ".json");
        if (!Files.exists(file)) {
            return Stream.empty();
        }
        return new ObjectMapper()
                .readTree(file.toFile()).properties().stream()
                        .map((Map.Entry<String, JsonNode> given) ->
                                DynamicTest.dynamicTest(given.getKey(), () -> check.of(given.getValue())));
    }
}
