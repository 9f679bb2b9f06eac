package org.headgate.x402;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.headgate.x402.Refusals.refused;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.headgate.api.batch.Address;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The protocol's messages, as the specification has them and as nobody should write them. */
class WordsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void examplesOfTheSpecification_areReadAndWrittenAgain() throws Exception {
        List<String> read = new ArrayList<>();
        for (JsonNode example : examples()) {
            JsonNode json = example.path("json");
            if (!example.path("id").textValue().contains("v1")
                    && json.path("x402Version").isInt()) {
                byte[] bytes = JSON.writeValueAsBytes(json);
                if (json.has("accepts")) {
                    PaymentRequired required = PaymentRequired.read(bytes);
                    assertThat(PaymentRequired.read(required.json())).isEqualTo(required);
                    read.add("required");
                } else if (json.has("accepted")) {
                    PaymentPayload payment = PaymentPayload.read(bytes);
                    assertThat(PaymentPayload.read(payment.json())).isEqualTo(payment);
                    read.add("payment");
                }
            } else if (json.path("network").asText().startsWith("eip155:") && json.has("success")) {
                SettlementResponse response = SettlementResponse.read(JSON.writeValueAsBytes(json));
                assertThat(SettlementResponse.read(response.json())).isEqualTo(response);
                read.add("response");
            }
        }
        assertThat(read).contains("required", "payment", "response");
    }

    /** The one signature among the examples that is real. */
    @Test
    void exampleOfAnExactPayment_isSignedByItsPayer() throws Exception {
        List<Address> payers = new ArrayList<>();
        for (JsonNode example : examples()) {
            JsonNode json = example.path("json");
            if (json.path("x402Version").asInt() == 2 && json.path("payload").has("authorization")) {
                PaymentPayload payment = PaymentPayload.read(JSON.writeValueAsBytes(json));
                ExactPayment exact = ExactPayment.read(payment);
                try {
                    exact.check(
                            payment.accepted(),
                            exact.authorization().validAfter().longValue());
                    payers.add(exact.payer());
                } catch (PaymentRefused e) {
                    assertThat(e.code()).isEqualTo("invalid_exact_evm_signature");
                }
            }
        }
        assertThat(payers).isNotEmpty();
    }

    @Test
    void header_isBase64OnOneLine() throws Exception {
        byte[] json = Samples.required(Samples.exact(1), Samples.batch(2)).json();
        String header = Headers.encode(json);

        assertThat(header).matches("[A-Za-z0-9+/]+=*");
        assertThat(PaymentRequired.read(Headers.decode(header))).isEqualTo(PaymentRequired.read(json));
        refused(PaymentRefused.MALFORMED, () -> Headers.decode("{}"));
        refused(PaymentRefused.MALFORMED, () -> Headers.decode("A".repeat(100_000)));
    }

    @Test
    void json_thatIsNone_isMalformed() {
        String good = new String(new PaymentPayload(null, Samples.exact(1), Json.object(), null).json(), UTF_8);
        List<String> bad = List.of(
                "",
                "[]",
                "null",
                good + "{}",
                good.substring(1),
                good.replace("\"x402Version\":2", "\"x402Version\":1"),
                good.replace("\"x402Version\":2", "\"x402Version\":\"2\""),
                good.replace("\"x402Version\":2", "\"x402Version\":2,\"x402Version\":2"),
                good.replace("eip155:", "solana:"),
                good.replace("eip155:84532", "eip155:0"),
                good.replace("\"amount\":\"1\"", "\"amount\":1"),
                good.replace("\"payload\":{}", "\"payload\":[]"),
                good.replace("\"payload\":{}", "\"payload\":" + "{\"a\":".repeat(60) + "1" + "}".repeat(60)),
                " ".repeat(1 << 20) + good);
        bad.forEach(text -> refused(PaymentRefused.MALFORMED, () -> PaymentPayload.read(text.getBytes(UTF_8))));
    }

    @Test
    void chosen_isTheOfferAsItStandsAndNothingElse() throws Exception {
        PaymentRequired offer = Samples.required(Samples.exact(25), Samples.batch(40));
        ObjectNode more = Samples.batch(40).extra().deepCopy();
        more.putObject("channelState");

        assertThat(offer.chosenBy(payment(Samples.batch(40), more))).isEqualTo(Samples.batch(40));
        refused(
                "invalid_payment_requirements",
                () -> offer.chosenBy(
                        payment(Samples.batch(41), Samples.batch(41).extra())));
        refused("invalid_payment_requirements", () -> offer.chosenBy(payment(Samples.batch(40), Json.object())));
        refused(
                "invalid_exact_evm_scheme",
                () -> Samples.required(Samples.batch(40))
                        .chosenBy(payment(Samples.exact(25), Samples.exact(25).extra())));
        PaymentRequirements elsewhere = new PaymentRequirements(
                "exact",
                new Network(1),
                Samples.units(25),
                Samples.ASSET,
                Samples.SELLER,
                60,
                Samples.exact(25).extra());
        refused("invalid_exact_evm_network_mismatch", () -> offer.chosenBy(payment(elsewhere, elsewhere.extra())));
    }

    @Test
    void identifier_isReadWhereItIsOne() throws Exception {
        ObjectNode extensions = Json.object();
        extensions.set(PaymentIdentifier.NAME, PaymentIdentifier.offer());
        assertThat(PaymentIdentifier.read(payment(extensions))).isEmpty();
        ((ObjectNode) extensions.path(PaymentIdentifier.NAME).path("info")).put("id", "pay_0123456789abcdef");
        assertThat(PaymentIdentifier.read(payment(extensions))).hasValue("pay_0123456789abcdef");
        ((ObjectNode) extensions.path(PaymentIdentifier.NAME).path("info")).put("id", "too short");
        refused(PaymentRefused.MALFORMED, () -> PaymentIdentifier.read(payment(extensions)));
    }

    /** From the folder that {@code cases.dir} names; where there is none, no part of the run. */
    private static JsonNode examples() throws IOException {
        Path file = Path.of(System.getProperty("cases.dir", "none"), "x402", "examples.json");
        Assumptions.assumeTrue(Files.exists(file));
        return JSON.readTree(file.toFile());
    }

    private static PaymentPayload payment(ObjectNode extensions) {
        return new PaymentPayload(null, Samples.exact(1), Json.object(), extensions);
    }

    private static PaymentPayload payment(PaymentRequirements way, ObjectNode extra) {
        return new PaymentPayload(
                null,
                new PaymentRequirements(
                        way.scheme(),
                        way.network(),
                        way.amount(),
                        way.asset(),
                        way.payTo(),
                        way.maxTimeoutSeconds(),
                        extra),
                Json.object(),
                null);
    }
}
