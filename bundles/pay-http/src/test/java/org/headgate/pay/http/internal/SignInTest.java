package org.headgate.pay.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.headgate.pay.http.internal.PaymentSamples.BUYER;
import static org.headgate.pay.http.internal.Shop.code;
import static org.headgate.pay.http.internal.Shop.decoded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.headgate.api.batch.Address;
import org.headgate.api.market.Passes.Pass;
import org.headgate.market.Sales.HeldChannel;
import org.headgate.market.Sales.HeldPass;
import org.headgate.market.Sales.Holdings;
import org.headgate.proof.Secp256k1;
import org.headgate.testkit.NodeScript;
import org.headgate.x402.ChannelConfig;
import org.headgate.x402.ChannelState;
import org.headgate.x402.Headers;
import org.headgate.x402.SignInMessage;
import org.headgate.x402.Voucher;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A wallet signs in and sees what is its own. */
class SignInTest {
    private static final String[] NONE = new String[0];

    private Shop shop;
    private TestSales sales;

    @BeforeEach
    void open() {
        shop = new Shop(TestConfig.PLAIN);
        sales = (TestSales) shop.shop.sales;
    }

    @AfterEach
    void close() {
        shop.close();
    }

    /** What is asked to be signed. */
    private JsonNode asked(String path) throws Exception {
        HttpResponse<String> answer = shop.get(path);
        assertThat(answer.statusCode()).isEqualTo(402);
        assertThat(code(answer)).isEqualTo("sign_in_required");
        return decoded(answer, Headers.PAYMENT_REQUIRED).path("extensions").path("sign-in-with-x");
    }

    private static String signed(JsonNode asked) throws Exception {
        return signed(asked, asked.path("info").path("domain").textValue(), "eip155:84532");
    }

    private static String signed(JsonNode asked, String domain, String chain) throws Exception {
        ObjectNode header = asked.path("info").deepCopy();
        header.put("domain", domain)
                .put("address", SignInMessage.checksummed(BUYER))
                .put("type", "eip191")
                .put("chainId", chain);
        SignInMessage message = new SignInMessage(
                domain,
                SignInMessage.checksummed(BUYER),
                header.path("statement").textValue(),
                header.path("uri").textValue(),
                84_532,
                header.path("nonce").textValue(),
                header.path("issuedAt").textValue(),
                header.path("expirationTime").textValue(),
                null,
                null,
                List.of(header.path("resources").path(0).textValue()));
        byte[] signature = Secp256k1.sign(PaymentSamples.filled(7).bytes(), SignInMessage.digest(message.text()));
        header.put("signature", "0x" + java.util.HexFormat.of().formatHex(signature));
        return Headers.encode(header.toString().getBytes());
    }

    private static Pass pass(String id, String state, String reason) {
        return new Pass(id, "air", BUYER.toString(), 1_000, 61_000, state, reason);
    }

    @Test
    void passes_ofTheWallet_areToldWithWhatReadsThem() throws Exception {
        sales.holdings.put(
                BUYER,
                new Holdings(
                        List.of(
                                new HeldPass(pass("p-1", "active", ""), "a-token"),
                                new HeldPass(pass("p-2", "revoked", "lent out"), null)),
                        List.of()));

        HttpResponse<String> answer = shop.get("/passes/mine", Headers.SIGN_IN_WITH_X, signed(asked("/passes/mine")));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        JsonNode told = Shop.JSON.readTree(answer.body());
        assertThat(told.path("wallet").textValue()).isEqualTo(BUYER.toString());
        JsonNode first = told.path("passes").path(0);
        assertThat(first.path("user").textValue()).isEqualTo("p-1");
        assertThat(first.path("password").textValue()).isEqualTo("a-token");
        assertThat(first.path("until").textValue()).isEqualTo("61000");
        assertThat(first.path("broker").path(0).textValue()).isEqualTo("mqtt://127.0.0.1:1883");
        JsonNode second = told.path("passes").path(1);
        assertThat(second.path("state").textValue()).isEqualTo("revoked");
        assertThat(second.path("reason").textValue()).isEqualTo("lent out");
        assertThat(second.has("password")).isFalse();
    }

    @Test
    void pass_thatTheWalletHas_isToldAtTheFeedsOwnAddressInsteadOfAnOffer() throws Exception {
        sales.holdings.put(BUYER, holding("active", "a-token"));
        HttpResponse<String> offer = shop.ask("POST", "/feeds/air/passes", "");
        assertThat(offer.statusCode()).isEqualTo(402);
        JsonNode asked = decoded(offer, Headers.PAYMENT_REQUIRED).at("/extensions/sign-in-with-x");

        String header = signed(asked);
        HttpResponse<String> told = shop.ask("POST", "/feeds/air/passes", "", Headers.SIGN_IN_WITH_X, header);

        assertThat(told.statusCode()).isEqualTo(200);
        assertThat(told.headers().firstValue(Headers.PAYMENT_RESPONSE)).isEmpty();
        assertThat(Shop.JSON.readTree(told.body()).path("password").textValue()).isEqualTo("a-token");
        HttpResponse<String> again = shop.get("/feeds/air/passes", Headers.SIGN_IN_WITH_X, header);
        assertThat(again.statusCode()).isEqualTo(402);
        assertThat(decoded(again, Headers.PAYMENT_REQUIRED).path("error").textValue())
                .isEqualTo("invalid_siwx_nonce");
    }

    @ParameterizedTest
    @CsvSource({"air, expired, ''", "pending, active, a-token"})
    void pass_thatEndedOrIsOfAnotherFeed_isOffered(String feed, String state, String token) throws Exception {
        sales.holdings.put(BUYER, holding(state, token.isEmpty() ? null : token));
        String path = "/feeds/" + feed + "/passes";
        JsonNode asked = decoded(shop.get(path), Headers.PAYMENT_REQUIRED).at("/extensions/sign-in-with-x");

        HttpResponse<String> answer = shop.get(path, Headers.SIGN_IN_WITH_X, signed(asked));

        assertThat(answer.statusCode()).isEqualTo(402);
        assertThat(decoded(answer, Headers.PAYMENT_REQUIRED)
                        .at("/accepts/0/scheme")
                        .textValue())
                .isEqualTo("exact");
    }

    @Test
    void pass_offeredUnderANameThatMayBeAnothers_asksForNoSignIn() throws Exception {
        try (RawClient client = new RawClient(shop.port())) {
            String answer = client.say("GET /feeds/air/passes HTTP/1.1\r\nHost: evil.example\r\n\r\n")
                    .readUntil("\"do\"");
            String header = answer.replaceAll("(?is).*payment-required: *([A-Za-z0-9+/=]+).*", "$1");
            assertThat(new String(java.util.Base64.getDecoder().decode(header)))
                    .contains("accepts")
                    .doesNotContain("sign-in-with-x");
        }
    }

    @Test
    void publishedClient_thatHasAPass_signsInAndIsToldIt() throws Exception {
        sales.holdings.put(BUYER, holding("active", "a-token"));
        Path packages = Path.of("../x402/src/test/node").toAbsolutePath().normalize();
        List<String> lines = new NodeScript(packages)
                .run(
                        Path.of("src/test/node/sign-in.mjs").toAbsolutePath().toString(),
                        packages.toString(),
                        "0x" + "07".repeat(32),
                        shop.url("/feeds/air/passes"));

        JsonNode told = Shop.JSON.readTree(lines.get(lines.size() - 1));
        assertThat(told.path("asked").asInt()).isEqualTo(402);
        assertThat(told.path("status").asInt()).as(told.toString()).isEqualTo(200);
        assertThat(told.at("/body/password").textValue()).isEqualTo("a-token");
    }

    private static Holdings holding(String state, @Nullable String token) {
        return new Holdings(List.of(new HeldPass(pass("p-1", state, ""), token)), List.of());
    }

    @Test
    void channels_ofTheWallet_areToldWithWhatIsChargedAndSigned() throws Exception {
        Address nobody = Address.parse("0x" + "00".repeat(20));
        ChannelConfig config = new ChannelConfig(
                BUYER, nobody, TestSales.PAY_TO, TestSales.PAY_TO, TestSales.DOLLAR, 86_400, PaymentSamples.filled(1));
        Voucher voucher = Voucher.of(PaymentSamples.filled(2), BigInteger.valueOf(80), new byte[65]);
        ChannelState state = new ChannelState(
                BigInteger.valueOf(1_000), BigInteger.ZERO, 0, BigInteger.ZERO, BigInteger.valueOf(40), voucher);
        HeldChannel channel = new HeldChannel(PaymentSamples.filled(2), TestSales.NETWORK, config, state);
        sales.holdings.put(BUYER, new Holdings(List.of(), List.of(channel)));

        HttpResponse<String> answer =
                shop.get("/channels/mine", Headers.SIGN_IN_WITH_X, signed(asked("/channels/mine")));

        JsonNode told = Shop.JSON.readTree(answer.body()).path("channels").path(0);
        assertThat(told.at("/channelState/balance").textValue()).isEqualTo("1000");
        assertThat(told.at("/channelState/chargedCumulativeAmount").textValue()).isEqualTo("40");
        assertThat(told.at("/voucherState/signedMaxClaimable").textValue()).isEqualTo("80");
        assertThat(told.at("/channelConfig/payer").textValue()).isEqualTo(BUYER.toString());
    }

    @Test
    void signIn_again_isRefused_andAskedForAnew() throws Exception {
        String header = signed(asked("/passes/mine"));
        HttpResponse<String> first = shop.get("/passes/mine", Headers.SIGN_IN_WITH_X, header);
        assertThat(Shop.JSON.readTree(first.body()).path("passes").size()).isZero();

        HttpResponse<String> second = shop.get("/passes/mine", Headers.SIGN_IN_WITH_X, header);

        assertThat(second.statusCode()).isEqualTo(401);
        assertThat(code(second)).isEqualTo("invalid_siwx_nonce");
        JsonNode anew = decoded(second, Headers.PAYMENT_REQUIRED);
        assertThat(anew.path("error").textValue()).isEqualTo("invalid_siwx_nonce");
        assertThat(shop.get(
                                "/channels/mine",
                                Headers.SIGN_IN_WITH_X,
                                signed(anew.path("extensions").path("sign-in-with-x")))
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "evil.example, eip155:84532, 401, invalid_siwx_domain_mismatch",
        "'', eip155:1, 401, invalid_siwx_signature",
        "'', solana:1, 401, invalid_siwx_unsupported_chain",
        "'', eip155:x, 400, invalid_payload"
    })
    void signIn_notForHere_isRefusedWithItsCode(String domain, String chain, int status, String code) throws Exception {
        JsonNode asked = asked("/passes/mine");
        String here = asked.path("info").path("domain").textValue();
        String header = signed(asked, domain.isEmpty() ? here : domain, chain);

        HttpResponse<String> answer = shop.get("/passes/mine", Headers.SIGN_IN_WITH_X, header);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(code(answer)).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({"%%%", "bm90IEpTT04=", "W10=", "e30="})
    void header_thatIsNone_isMalformed(String header) throws Exception {
        HttpResponse<String> answer = shop.get("/passes/mine", Headers.SIGN_IN_WITH_X, header);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(code(answer)).isEqualTo("invalid_payload");
    }

    /** Else whoever brings a wallet to a page of his own could sign in here with what it signs there. */
    @ParameterizedTest
    @CsvSource({"evil.example", "evil.example:PORT", "192.0.2.1:PORT", "127.0.0.1", "127.0.0.1:1", "[::1]:PORT"})
    void name_thatMayBeAnothers_isNoPlaceToSignIn(String host) throws Exception {
        try (RawClient client = new RawClient(shop.port())) {
            String authority = host.replace("PORT", Integer.toString(shop.port()));

            String answer = client.say("GET /passes/mine HTTP/1.1\r\nHost: " + authority + "\r\n\r\n")
                    .readUntil("\"do\"");

            assertThat(answer)
                    .startsWith("HTTP/1.1 421")
                    .contains("name_unknown")
                    .doesNotContain("PAYMENT-REQUIRED:");
        }
    }

    @Test
    void publicAddress_isThePlaceWhateverNameWasUsed() throws Exception {
        try (Shop open = new Shop(new TestConfig("https://shop.example", NONE, 8, 60, 60))) {
            JsonNode info =
                    decoded(open.get("/passes/mine"), Headers.PAYMENT_REQUIRED).at("/extensions/sign-in-with-x/info");

            assertThat(info.path("domain").textValue()).isEqualTo("shop.example");
            assertThat(info.path("uri").textValue()).isEqualTo("https://shop.example/passes/mine");
        }
    }
}
