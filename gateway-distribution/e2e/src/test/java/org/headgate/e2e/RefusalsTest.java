package org.headgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.headgate.api.batch.Hash;
import org.headgate.chain.testkit.LocalChain;
import org.headgate.e2e.BadPayments.Bad;
import org.headgate.e2e.BadPayments.Way;
import org.headgate.proof.Secp256k1;
import org.headgate.x402.Authorization;
import org.headgate.x402.BatchSettlement;
import org.headgate.x402.ChannelConfig;
import org.headgate.x402.ChannelPayment;
import org.headgate.x402.ExactPayment;
import org.headgate.x402.Headers;
import org.headgate.x402.Payer;
import org.headgate.x402.PaymentIdentifier;
import org.headgate.x402.PaymentPayload;
import org.headgate.x402.PaymentRequired;
import org.headgate.x402.PaymentRequirements;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way in which a payment can be wrong, at the gateway as it is installed, over both transports and with a chain behind: its own code, and nothing taken. */
class RefusalsTest {
    private static final String EXACT = "invalid_exact_evm_";
    private static final String BATCH = "invalid_batch_settlement_evm_";
    private static final byte[] KEY = filled(0x21);
    private static final byte[] POOR = filled(0x22);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    /** What it takes more than a bad payment to be told, a chain or books that are not as they should be, and the test in which that is so. */
    private static final Map<String, String> ELSEWHERE = Map.ofEntries(
            Map.entry(
                    BATCH + "cumulative_below_claimed",
                    "ChannelCareTest.voucher_belowWhatIsClaimed_whereTheBooksFellBehind_isRefused"),
            Map.entry(BATCH + "channel_busy", "ChannelSalesTest.deposit_killedBetweenTransactionAndRow_isFoundAgain"),
            Map.entry(BATCH + "refund_no_balance", "GivingBackTest.refund_givesBackWhatIsLeftAndTheChannelGoesOn"),
            Map.entry(BATCH + "refund_too_soon", "GivingBackTest.refund_givesBackWhatIsLeftAndTheChannelGoesOn"),
            Map.entry(BATCH + "nothing_to_settle", "ChannelsTest.deposit_claimAndSweep_payTheSellerOnce"),
            Map.entry(EXACT + "transaction_failed", "FaultTest.receipt_ofAFailure_isRefused"),
            Map.entry(
                    EXACT + "transaction_simulation_failed",
                    "ExactTest.verifyAndSettle_badPayments_areRefusedWithTheirCodes"),
            Map.entry(EXACT + "transfer_event_mismatch", "FaultTest.receipt_withoutTheTransfer_isRefusedEachTime"),
            Map.entry(EXACT + "eip3009_not_supported", "ExactTest.domain_whereThereIsNoToken_isRefusedWithItsCode"),
            Map.entry("asset_not_deployed_contract", "ExactTest.domain_whereThereIsNoToken_isRefusedWithItsCode"),
            // The gateway's own offers always tell it: that check is for who uses x402 as a library.
            Map.entry(
                    EXACT + "missing_eip712_domain", "ExactPaymentTest.offer_ofAnotherSchemeOrWithoutDomain_isRefused"),
            // Said by a payer to itself.
            Map.entry("spending_limit", "ChannelWalletTest.payments_asRecordsAreCharged_depositThenVouchersThenMore"),
            Map.entry("state_not_signed", "ChannelWalletTest.correction_beyondWhatWasSigned_isRefused"));

    private static Shop shop;
    private static String http;
    private static Till till;
    private static Till poorTill;

    @BeforeAll
    static void open() throws Exception {
        shop = Shop.open(
                "refusals",
                "market.deposit.min.dollars=0.0005",
                "market.request.records=10",
                "market.credit.window.records=10");
        shop.chain.mint(Secp256k1.address(KEY), BigInteger.valueOf(10_000_000));
        for (String feed : List.of("house", "barn")) {
            shop.sell(
                    feed, "urn:dev:ops:nobody", "--pass-price", "0.25", "--pass-for", "1h", "--record-price", "0.001");
        }
        http = "http://127.0.0.1:" + shop.gateway.port("pay-http");
        till = new Till(shop.gateway.port("mqtt-door"), payer(KEY), shop.seller, "till");
        poorTill = new Till(shop.gateway.port("mqtt-door"), payer(POOR), shop.seller, "poor-till");
        Awaitility.await()
                .until(() -> get("/feeds/house/passes", null).statusCode() == 402
                        && get("/feeds/house/records", null).statusCode() == 402
                        && till.ask("house", new byte[0]).refusal().isEmpty());
    }

    @AfterAll
    static void close() throws Exception {
        if (poorTill != null) {
            poorTill.close();
        }
        if (till != null) {
            till.close();
        }
        if (shop != null) {
            shop.close();
        }
    }

    static Stream<Arguments> payments() {
        return BadPayments.all(KEY).stream().flatMap(bad -> bad.ways().stream().map(way -> Arguments.of(way, bad)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("payments")
    void payment_withOneThingWrong_isToldItsCode_andNothingIsTaken(Way way, Bad bad) throws Exception {
        List<BigInteger> before = money();

        String code =
                pay(way, till, "house", bad.records(), bad.maker().make(offer(way, till, "house", bad.records())));

        assertThat(code).isEqualTo(bad.code());
        assertThat(money()).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void wallet_withoutDollars_isToldSo(Way way) throws Exception {
        PaymentRequired offer = offer(way, poorTill, "house", false);

        assertThat(pay(way, poorTill, "house", false, right(POOR, offer, Payer.random(), null)))
                .isEqualTo(EXACT + "insufficient_balance");
    }

    @ParameterizedTest
    @MethodSource("ways")
    void payment_ofWhatElseWasBought_isToldSo_andBuysOnce(Way way) throws Exception {
        Hash nonce = Payer.random();
        String id = "order-" + nonce.toString().substring(2, 18);
        assertThat(pay(way, till, "house", false, right(KEY, offer(way, till, "house", false), nonce, id)))
                .isEmpty();
        List<BigInteger> before = money();

        assertThat(pay(way, till, "barn", false, right(KEY, offer(way, till, "barn", false), nonce, null)))
                .as("a nonce that was used")
                .isEqualTo(EXACT + "nonce_already_used");
        assertThat(pay(way, till, "barn", false, right(KEY, offer(way, till, "barn", false), Payer.random(), id)))
                .as("an identifier that was used")
                .isEqualTo("payment_identifier_conflict");
        assertThat(money()).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void voucher_ofAnOpenChannel_outsideItsBounds_isToldSo(Way way) throws Exception {
        PaymentRequired offer = offer(way, till, "house", true);
        PaymentRequirements terms = BadPayments.way(offer, PaymentRequirements.BATCH_SETTLEMENT);
        long window = terms.amount().longValueExact();
        BatchSettlement contract = BatchSettlement.canonical(terms.network());
        ChannelConfig config = new ChannelConfig(
                Secp256k1.address(KEY),
                Secp256k1.address(KEY),
                terms.payTo(),
                terms.payTo(),
                terms.asset(),
                terms.extra().path("withdrawDelay").asLong(),
                Payer.random());
        Hash id = contract.channelId(config);
        long now = System.currentTimeMillis() / 1_000;
        var deposit =
                payer(KEY).deposit(contract, BadPayments.domain(terms), id, BigInteger.valueOf(window), 0, now + 300);
        assertThat(pay(
                        way,
                        till,
                        "house",
                        true,
                        channel(
                                offer,
                                new ChannelPayment.OpenOrTopUp(
                                        config,
                                        payer(KEY).voucher(contract, id, BigInteger.valueOf(window)),
                                        deposit))))
                .isEmpty();
        List<BigInteger> before = money();

        for (long max :
                way == Way.HTTP ? new long[] {window + 1, window - 1, 0} : new long[] {window + 1, window - 1}) {
            assertThat(pay(
                            way,
                            till,
                            "house",
                            true,
                            channel(
                                    offer,
                                    new ChannelPayment.Pay(
                                            config, payer(KEY).voucher(contract, id, BigInteger.valueOf(max))))))
                    .as("nothing is charged, %d is signed, the voucher is for %d", window, max)
                    .isEqualTo(BATCH + "cumulative_amount_mismatch");
        }
        assertThat(money()).isEqualTo(before);
    }

    @Test
    void payment_ofAnotherWallet_isNotTakenOverMqtt() throws Exception {
        PaymentRequired offer = offer(Way.MQTT, till, "house", false);

        assertThat(pay(Way.MQTT, till, "house", false, right(POOR, offer, Payer.random(), null)))
                .isEqualTo("payer_is_another");
    }

    /** Who adds a code adds how it comes about. */
    @Test
    void codes_ofTheSources_areAllToldByATest() throws Exception {
        Set<String> told = new TreeSet<>(ELSEWHERE.keySet());
        BadPayments.all(KEY).forEach(bad -> told.add(bad.code()));
        told.addAll(
                List.of(EXACT + "insufficient_balance", EXACT + "nonce_already_used", "payment_identifier_conflict"));
        Set<String> missing = new TreeSet<>(codes());
        missing.removeIf(code -> told.stream().anyMatch(one -> one.equals(code) || one.endsWith("evm_" + code)));
        assertThat(missing).as("codes that no test produces").isEmpty();
        assertThat(codes()).as("the search finds codes").contains("voucher_signature", "unsupported_payload_type");

        Set<String> gone = new TreeSet<>();
        for (Map.Entry<String, String> one : ELSEWHERE.entrySet()) {
            String[] test = one.getValue().split("\\.");
            String source = test(test[0] + ".java");
            String code = one.getKey().replaceFirst(".*_evm_", "");
            if (!source.contains(" " + test[1] + "(") || !source.contains(code)) {
                gone.add(one.getValue() + ", of " + one.getKey());
            }
        }
        assertThat(gone).as("tests that are no more").isEmpty();
    }

    /** With or without the scheme's prefix, as they stand in the sources of what looks at payments. */
    private static Set<String> codes() throws IOException {
        Pattern refusal = Pattern.compile(
                "(?:new PaymentRefused\\(|\\brefused\\(|\\bsame\\(|(?:PREFIX|prefix) \\+)\\s*(?:\\w+\\.)?(?:PREFIX \\+ |prefix \\+ )?\"([a-z0-9_]*[a-z0-9])\"");
        Set<String> codes = new TreeSet<>();
        for (String bundle : List.of("x402/src/main", "market/src/main", "chain-evm/src/main")) {
            for (Path source : sources(bundle)) {
                boolean signsIn = source.getFileName().toString().startsWith("SignIn");
                Matcher found = refusal.matcher(Files.readString(source));
                while (!signsIn && found.find()) {
                    codes.add(found.group(1));
                }
            }
        }
        return codes;
    }

    private static String test(String file) throws IOException {
        for (String bundle : List.of("x402/src/test", "market/src/test", "chain-evm/src/test")) {
            for (Path source : sources(bundle)) {
                if (source.endsWith(file)) {
                    return Files.readString(source);
                }
            }
        }
        return "";
    }

    private static List<Path> sources(String folder) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("../../bundles", folder))) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    static Stream<Way> ways() {
        return Stream.of(Way.values());
    }

    /** Of the buyer, the seller, and all channels. */
    private static List<BigInteger> money() throws IOException {
        return List.of(
                shop.chain.balance(Secp256k1.address(KEY)),
                shop.chain.balance(shop.seller),
                shop.chain.balance(LocalChain.SETTLEMENT));
    }

    private static PaymentRequired offer(Way way, Till from, String feed, boolean records) throws Exception {
        if (way == Way.MQTT) {
            return PaymentRequired.read(from.ask(feed, new byte[0]).reply());
        }
        HttpResponse<String> answer = get(path(feed, records), null);
        return PaymentRequired.read(Base64.getDecoder()
                .decode(answer.headers().firstValue(Headers.PAYMENT_REQUIRED).orElseThrow()));
    }

    /** The code of its refusal; empty where it was taken. */
    private static String pay(Way way, Till from, String feed, boolean records, byte[] payment) throws Exception {
        if (way == Way.MQTT) {
            return from.ask(feed, payment).code();
        }
        HttpResponse<String> answer = get(path(feed, records), payment);
        if (answer.statusCode() == 200) {
            return "";
        }
        JsonNode said = JSON.readTree(answer.body());
        assertThat(said.path("reason").asText()).isNotBlank();
        assertThat(said.path("do").asText()).isNotBlank();
        return said.path("code").asText();
    }

    private static String path(String feed, boolean records) {
        return "/feeds/" + feed + (records ? "/records" : "/passes");
    }

    private static HttpResponse<String> get(String path, byte[] payment) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(http + path));
        if (payment != null) {
            request.header(Headers.PAYMENT_SIGNATURE, Base64.getEncoder().encodeToString(payment));
        }
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    /** @param id of the payment; null for none */
    private static byte[] right(byte[] key, PaymentRequired offer, Hash nonce, String id) {
        PaymentRequirements way = BadPayments.way(offer, PaymentRequirements.EXACT);
        long now = System.currentTimeMillis() / 1_000;
        Authorization signed = new Authorization(
                Secp256k1.address(key),
                way.payTo(),
                way.amount(),
                BigInteger.ZERO,
                BigInteger.valueOf(now + way.maxTimeoutSeconds()),
                nonce);
        ExactPayment exact =
                ExactPayment.of(signed, Secp256k1.sign(key, signed.transferDigest(BadPayments.domain(way))));
        var extensions = offer.extensions().deepCopy();
        if (id != null) {
            extensions
                    .withObject("/" + PaymentIdentifier.NAME)
                    .withObject("/info")
                    .put("id", id);
        }
        return new PaymentPayload(offer.resource(), way, exact.payload(), extensions).json();
    }

    private static byte[] channel(PaymentRequired offer, ChannelPayment payment) {
        return new PaymentPayload(
                        offer.resource(),
                        BadPayments.way(offer, PaymentRequirements.BATCH_SETTLEMENT),
                        payment.payload(),
                        offer.extensions())
                .json();
    }

    private static Payer payer(byte[] key) {
        return new Payer(Secp256k1.address(key), digest -> Secp256k1.sign(key, digest));
    }

    private static byte[] filled(int with) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) with);
        return bytes;
    }
}
