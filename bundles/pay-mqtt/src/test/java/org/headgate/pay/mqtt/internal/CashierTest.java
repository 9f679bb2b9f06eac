package org.headgate.pay.mqtt.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.headgate.pay.mqtt.internal.Purse.BUYER;
import static org.headgate.pay.mqtt.internal.Purse.GATEWAY;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.headgate.api.access.Principal;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.api.topic.RequestHandler.Reply;
import org.headgate.api.topic.RequestHandler.Request;
import org.headgate.api.topic.RequestHandler.RequestRefused;
import org.headgate.api.topic.RequestHandler.RequestRefused.Kind;
import org.headgate.proof.Secp256k1;
import org.headgate.testkit.Patience;
import org.headgate.x402.Authorization;
import org.headgate.x402.ChannelConfig;
import org.headgate.x402.ChannelPayment;
import org.headgate.x402.ContractDomain;
import org.headgate.x402.ExactPayment;
import org.headgate.x402.PaymentPayload;
import org.headgate.x402.PaymentRequirements;
import org.headgate.x402.Resource;
import org.headgate.x402.Voucher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CashierTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String URL = "mqtt://" + GATEWAY.address() + "/feeds/f/records";

    private final Cashier cashier = new Cashier();
    private final FakeSales sales = new FakeSales();

    private CompletionStage<Reply> ask(Purse buyer, byte[] payload) {
        Request request = new Request(
                new Principal.Buyer(buyer.address().toString()),
                "a-client",
                "feeds/f/pay",
                payload,
                "application/x402+json");
        return cashier.answer(sales, GATEWAY.address(), request);
    }

    private static JsonNode answered(CompletionStage<Reply> stage) throws Exception {
        Reply reply = stage.toCompletableFuture().get(Patience.SECONDS, TimeUnit.SECONDS);
        assertThat(reply.contentType()).isEqualTo("application/x402+json");
        return JSON.readTree(reply.payload());
    }

    private static RequestRefused refused(CompletionStage<Reply> stage) {
        CompletionException failure = Assertions.catchThrowableOfType(
                CompletionException.class,
                () -> stage.toCompletableFuture()
                        .orTimeout(Patience.SECONDS, TimeUnit.SECONDS)
                        .join());
        assertThat(failure).hasCauseInstanceOf(RequestRefused.class);
        return (RequestRefused) failure.getCause();
    }

    private static byte[] payment(String scheme) {
        PaymentRequirements way = FakeSales.way(scheme, 2_500_000);
        Authorization authorization = new Authorization(
                BUYER.address(),
                way.payTo(),
                way.amount(),
                BigInteger.ZERO,
                BigInteger.valueOf(2_000_000_000),
                Hash.of(new byte[32]));
        ContractDomain token = new ContractDomain("USDC", "2", FakeSales.NETWORK, FakeSales.TOKEN);
        ExactPayment exact =
                ExactPayment.of(authorization, Secp256k1.sign(BUYER.key(), authorization.transferDigest(token)));
        return new PaymentPayload(new Resource(URL), way, exact.payload(), null).json();
    }

    @Test
    void nothing_isAsked_bothWaysAreTold() throws Exception {
        JsonNode told = answered(ask(BUYER, new byte[0]));
        assertThat(told.path("x402Version").asInt()).isEqualTo(2);
        assertThat(told.path("resource").path("url").asText()).isEqualTo(URL);
        assertThat(told.path("accepts").findValuesAsText("scheme")).containsExactly("batch-settlement", "exact");
        JsonNode offers =
                told.path("extensions").path("offer-receipt").path("info").path("offers");
        assertThat(offers.findValuesAsText("acceptIndex")).containsExactly("0", "1");
        assertThat(offers.findValuesAsText("signature")).containsExactly("batch-settlement", "exact");
        assertThat(told.path("extensions").has("exact-only")).isTrue();
    }

    @Test
    void nothing_isAsked_oneWayIsSold() throws Exception {
        sales.sellsRecords = false;
        assertThat(answered(ask(BUYER, new byte[0])).path("accepts").findValuesAsText("scheme"))
                .containsExactly("exact");
        sales.sellsRecords = true;
        sales.sellsPasses = false;
        assertThat(answered(ask(BUYER, new byte[0])).path("accepts").findValuesAsText("scheme"))
                .containsExactly("batch-settlement");
        sales.sellsRecords = false;
        assertThat(refused(ask(BUYER, new byte[0])).code()).isEqualTo("chain_view_too_old");
    }

    @Test
    void payment_taken_passComesWithTheAnswer() throws Exception {
        JsonNode told = answered(ask(BUYER, payment("exact")));
        assertThat(told.path("success").asBoolean()).isTrue();
        JsonNode pass = told.path("extensions").path("pass");
        assertThat(pass.path("feed").asText()).isEqualTo("f");
        assertThat(pass.path("user").asText()).isEqualTo("p-abc");
        assertThat(pass.path("password").asText()).isEqualTo("secret");
        assertThat(pass.path("topics").get(1).asText()).isEqualTo("feeds/f/records/leaf");
        assertThat(pass.path("until").asText()).isEqualTo("2000");
        assertThat(sales.bought).containsExactly("f " + URL);
    }

    @Test
    void payment_refusedOrNotSettled_isTold() throws Exception {
        sales.outcome = FakeSales.Outcome.REFUSED;
        assertThat(answered(ask(BUYER, payment("exact"))).path("error").asText())
                .isEqualTo("invalid_exact_evm_signature");
        sales.outcome = FakeSales.Outcome.NOT_SETTLED;
        JsonNode told = answered(ask(BUYER, payment("exact")));
        assertThat(told.path("success").asBoolean()).isFalse();
        assertThat(told.path("errorReason").asText()).isEqualTo("settlement_pending");
        assertThat(told.path("transaction").asText()).isEqualTo("0x34");
    }

    @ParameterizedTest
    @CsvSource({"NOT_FOR_SALE,NOT_NOW,chain_absent", "BUSY,LIMIT,payments_busy"})
    void payment_cannotBeTaken_isRefusedWithItsCode(FakeSales.Outcome outcome, Kind kind, String code) {
        sales.outcome = outcome;
        RequestRefused refusal = refused(ask(BUYER, payment("exact")));
        assertThat(refusal.kind()).isEqualTo(kind);
        assertThat(refusal.code()).isEqualTo(code);
    }

    private static byte[] voucher(Address payer, Address signer) {
        PaymentRequirements way = FakeSales.way("batch-settlement", 10_000);
        ChannelConfig config = new ChannelConfig(
                payer, signer, GATEWAY.address(), GATEWAY.address(), FakeSales.TOKEN, 604_800, Hash.of(new byte[32]));
        Voucher voucher = Voucher.of(Hash.of(new byte[32]), BigInteger.valueOf(10_000), new byte[65]);
        ChannelPayment.Pay pay = new ChannelPayment.Pay(config, voucher);
        return new PaymentPayload(new Resource(URL), way, pay.payload(), null).json();
    }

    @Test
    void voucher_ofTheBuyerOrItsSigner_isTakenByTheRuleOfCredit() throws Exception {
        Address nobody = Address.of(new byte[20]);
        Address other = new Purse(8).address();
        assertThat(answered(ask(BUYER, voucher(BUYER.address(), nobody)))
                        .path("extra")
                        .path("chargedAmount")
                        .asText())
                .isEqualTo("0");
        assertThat(answered(ask(BUYER, voucher(other, BUYER.address())))
                        .path("success")
                        .asBoolean())
                .isTrue();
        assertThat(sales.bought).containsOnly("f " + URL + " CREDIT []");
        assertThat(refused(ask(BUYER, voucher(other, nobody))).code()).isEqualTo("payer_is_another");
    }

    /** What stands on a chain can be read by all, and would give them the pass of who paid. */
    @Test
    void payment_ofAnother_isNotTaken() {
        RequestRefused refusal = refused(ask(new Purse(8), payment("exact")));
        assertThat(refusal.kind()).isEqualTo(Kind.NOT_AUTHORIZED);
        assertThat(refusal.code()).isEqualTo("payer_is_another");
        assertThat(sales.bought).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "{\"x402Version\":1}",
                "{\"x402Version\":2}",
                "null",
                "{}{}",
                "{\"a\":1,\"a\":1}",
                "\u0000"
            })
    void payload_malformed_isRefused(String payload) {
        RequestRefused refusal = refused(ask(BUYER, payload.getBytes(StandardCharsets.UTF_8)));
        assertThat(refusal.kind()).isEqualTo(Kind.MALFORMED);
        assertThat(refusal.code()).isEqualTo("invalid_payload");
        assertThat(sales.bought).isEmpty();
    }

    @Test
    void payload_ofAMegabyte_isRefusedUnread() {
        String payment = new String(payment("exact"), StandardCharsets.UTF_8);
        String padded = "{\"padding\":\"" + "x".repeat(1 << 20) + "\"," + payment.substring(1);

        RequestRefused refusal = refused(ask(BUYER, padded.getBytes(StandardCharsets.UTF_8)));

        assertThat(refusal.kind()).isEqualTo(Kind.MALFORMED);
        assertThat(refusal.code()).isEqualTo("invalid_payload");
        assertThat(refusal).hasMessageContaining("65536");
        assertThat(sales.bought).isEmpty();
    }
}
