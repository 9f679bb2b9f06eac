package org.headgate.x402;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.headgate.x402.Samples.units;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.headgate.api.batch.Hash;
import org.headgate.testkit.NodeScript;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the published npm client sends, as it is, for what is offered here; and what it makes of the answers. */
class ReferenceClientTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Hash CHANNEL = Samples.SETTLEMENT.channelId(Samples.config());
    private static final ChannelState OPENED = Samples.state(1000, 0, 40);
    private static final List<BatchSettlement.ClaimEntry> CLAIMS = List.of(
            new BatchSettlement.ClaimEntry(CHANNEL, units(80), units(40)),
            new BatchSettlement.ClaimEntry(Samples.filled(1), units(2), units(1)));

    private static final Instant SIGN_IN = Instant.parse("2026-11-22T12:00:00.120Z");

    @TempDir
    static Path folder;

    private static JsonNode sent;

    @BeforeAll
    static void letTheClientPay() throws Exception {
        ObjectNode seller = JSON.createObjectNode()
                .put("key", Json.hex(Samples.BUYER_KEY))
                .put("salt", Samples.SALT.toString())
                .put("network", Samples.NETWORK.toString())
                .put("chainId", Samples.NETWORK.chainId())
                .put("asset", Samples.ASSET.toString());
        ObjectNode extensions = JSON.createObjectNode();
        List<PaymentRequirements> ways = List.of(Samples.exact(25), Samples.batch(40));
        extensions.set(
                OfferReceipt.NAME, OfferReceipt.offers(Samples.seller(), Samples.RESOURCE.url(), ways, Samples.NOW));
        PaymentRequired exact = new PaymentRequired(null, Samples.RESOURCE, ways, extensions);
        PaymentRequired batch = Samples.required(Samples.batch(40));
        seller.put("exact", Headers.encode(exact.json())).put("batch", Headers.encode(batch.json()));
        ObjectNode extra = JSON.createObjectNode().put("chargedAmount", "40");
        extra.set("channelState", OPENED.json(CHANNEL));
        seller.put(
                "depositAnswer",
                Headers.encode(SettlementResponse.settled(
                                Samples.NETWORK,
                                Samples.BUYER,
                                Samples.filled(2).toString(),
                                units(1000),
                                extra)
                        .json()));
        seller.putArray("chain").add("1000").add("0");
        seller.put(
                "corrective",
                Headers.encode(known().correct(batch, Samples.NETWORK, CHANNEL).json()));
        CLAIMS.forEach(claim -> seller.withArray("claims")
                .addObject()
                .put("channelId", claim.channelId().toString())
                .put("maxClaimable", claim.maxClaimable().toString())
                .put("totalClaimed", claim.totalClaimed().toString()));
        seller.set(
                "receipt",
                OfferReceipt.receipt(Samples.seller(), receipt()).path("info").path("receipt"));
        seller.put("signInUrl", "http://127.0.0.1:8402/passes/mine")
                .put(
                        "signIn",
                        Headers.encode(SignInWithX.challenge(
                                "http://127.0.0.1:8402",
                                "http://127.0.0.1:8402/passes/mine",
                                "0123456789abcdef",
                                SIGN_IN,
                                List.of(Samples.NETWORK),
                                null)));
        Path given = Files.write(folder.resolve("seller.json"), JSON.writeValueAsBytes(seller));
        Path taken = folder.resolve("buyer.json");
        new NodeScript(Path.of("src/test/node")).run("buyer.mjs", given.toString(), taken.toString());
        sent = JSON.readTree(taken.toFile());
    }

    @Test
    void exact_ofTheClient_isTaken() throws Exception {
        PaymentPayload payment = payment("exact");
        PaymentRequirements way =
                Samples.required(Samples.exact(25), Samples.batch(40)).chosenBy(payment);
        ExactPayment exact = ExactPayment.read(payment);

        exact.check(way, now());

        assertThat(exact.payer()).isEqualTo(Samples.BUYER);
        assertThat(exact.authorization().value()).isEqualTo(25);
        assertThat(payment.resource()).isEqualTo(Samples.RESOURCE);
        assertThat(payment.extensions()).isNotNull();
        assertThat(OfferReceipt.offerSigner(payment.extensions(), 1)).isEqualTo(Samples.SELLER);
    }

    @Test
    void deposit_ofTheClient_isTaken() throws Exception {
        ChannelPayment opened = check("deposit", Samples.state(0, 0, 0));

        assertThat(opened).isInstanceOf(ChannelPayment.OpenOrTopUp.class);
        assertThat(opened.voucher().channelId()).isEqualTo(CHANNEL);
        assertThat(((ChannelPayment.OpenOrTopUp) opened).deposit().amount()).isEqualTo(1000);
    }

    @Test
    void voucher_afterTheAnswerToTheDeposit_isTaken() throws Exception {
        ChannelPayment paid = check("voucher", OPENED);

        assertThat(paid).isInstanceOf(ChannelPayment.Pay.class);
        assertThat(paid.voucher().maxClaimable()).isEqualTo(80);
    }

    @Test
    void voucher_ofAClientThatForgot_isCorrectedAndThenTaken() throws Exception {
        assertThatThrownBy(() -> check("stale", known()))
                .isInstanceOfSatisfying(
                        PaymentRefused.class,
                        refused -> assertThat(refused.code()).isEqualTo(BatchSettlement.CUMULATIVE_AMOUNT_MISMATCH));
        assertThat(sent.path("recovered").booleanValue()).isTrue();

        assertThat(check("corrected", known()).voucher().maxClaimable()).isEqualTo(120);
    }

    @Test
    void digests_ofClaimsAndRefunds_areTheClients() {
        assertThat(Samples.SETTLEMENT.claimDigest(CLAIMS))
                .hasToString(sent.path("claimDigest").textValue());
        assertThat(Samples.SETTLEMENT.refundDigest(CHANNEL, units(3), units(5)))
                .hasToString(sent.path("refundDigest").textValue());
    }

    @Test
    void offersAndReceipts_areRecognisedByTheClient() {
        assertThat(sent.path("offerSigners"))
                .extracting(JsonNode::textValue)
                .containsExactly(Samples.SELLER.toString(), Samples.SELLER.toString());
        assertThat(sent.path("receiptSigner").textValue()).isEqualTo(Samples.SELLER.toString());
    }

    @Test
    void signIn_ofTheClient_isTaken() throws Exception {
        String header = sent.path("signIn")
                .path(Headers.SIGN_IN_WITH_X.toLowerCase(Locale.ROOT))
                .textValue();
        SignInWithX signIn = SignInWithX.read(Headers.decode(header));

        assertThat(signIn.check("http://127.0.0.1:8402", SIGN_IN)).isEqualTo(Samples.BUYER);
        assertThat(signIn.message().nonce()).isEqualTo("0123456789abcdef");
    }

    /** The channel after two payments of 40, as the seller has it. */
    private static ChannelState known() {
        return new ChannelState(units(1000), units(0), 0, units(0), units(80), Samples.voucher(Samples.config(), 80));
    }

    private static OfferReceipt.Receipt receipt() {
        return new OfferReceipt.Receipt(
                Samples.NETWORK, Samples.RESOURCE.url() + "?from=1&to=9", Samples.BUYER, Samples.NOW, "");
    }

    private static ChannelPayment check(String name, ChannelState state) throws PaymentRefused {
        PaymentPayload payment = payment(name);
        PaymentRequirements way = Samples.required(Samples.batch(40)).chosenBy(payment);
        ChannelPayment channel = ChannelPayment.read(payment);
        Samples.SETTLEMENT.check(channel, way, state, VoucherRule.REQUEST, now());
        return channel;
    }

    private static PaymentPayload payment(String name) throws PaymentRefused {
        return PaymentPayload.read(Headers.decode(sent.path(name).textValue()));
    }

    /** The client signs by the clock, for a minute; the test may be slow. */
    private static long now() {
        return sent.path("signedAt").asLong(Instant.now().getEpochSecond());
    }
}
