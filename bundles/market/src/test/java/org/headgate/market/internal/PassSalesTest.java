package org.headgate.market.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.headgate.market.internal.Shop.BUYER;
import static org.headgate.market.internal.Shop.FEED;
import static org.headgate.market.internal.Shop.TOKEN;
import static org.headgate.market.internal.Shop.URL;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.headgate.api.access.Credentials;
import org.headgate.api.access.Login;
import org.headgate.api.batch.Address;
import org.headgate.api.feed.Tariff;
import org.headgate.api.status.Problem;
import org.headgate.market.Sales.NotForSale;
import org.headgate.market.Sales.Sale;
import org.headgate.proof.Secp256k1;
import org.headgate.x402.Authorization;
import org.headgate.x402.ContractDomain;
import org.headgate.x402.ExactPayment;
import org.headgate.x402.Network;
import org.headgate.x402.OfferReceipt;
import org.headgate.x402.PaymentPayload;
import org.headgate.x402.PaymentRequired;
import org.headgate.x402.PaymentRequirements;
import org.junit.jupiter.api.Test;

class PassSalesTest extends ShopTest {

    @Test
    void offer_tellsPriceAndToken_signedByTheGateway() throws Exception {
        PaymentRequired offer = PaymentRequired.read(shop.offer().json());

        PaymentRequirements way = offer.accepts().get(0);
        assertThat(way.scheme()).isEqualTo("exact");
        assertThat(way.amount()).isEqualTo(2_500_000);
        assertThat(way.asset()).isEqualTo(TOKEN.contract());
        assertThat(way.payTo()).isEqualTo(Secp256k1.address(Shop.SELLER_KEY));
        assertThat(way.extra().toString()).startsWith("{\"name\":\"USDC\",\"version\":\"2\",\"ticket\":\"");
        assertThat(way.extra()).isNotEqualTo(shop.offer().accepts().get(0).extra());
        assertThat(OfferReceipt.offerSigner(offer.extensions(), 0)).isEqualTo(way.payTo());
        assertThat(offer.extensions().has("payment-identifier")).isTrue();
    }

    @Test
    void buy_rightPayment_givesAPassThatSignsInAndAReceipt() throws Exception {
        PaymentRequired offer = shop.offer();

        Sale.Done done = done(shop.sales.buyPass(FEED, URL, shop.payment(offer, 1)));

        assertThat(done.response().success()).isTrue();
        assertThat(done.response().amount()).isEqualTo(2_500_000);
        assertThat(done.response().transaction()).startsWith("0x");
        assertThat(OfferReceipt.receiptSigner(done.response().extensions()))
                .isEqualTo(Secp256k1.address(Shop.SELLER_KEY));
        assertThat(done.pass().pass().until() - done.pass().pass().from()).isEqualTo(2_592_000_000L);
        assertThat(done.pass().pass().buyer()).isEqualTo(BUYER.toString());
        byte[] token = done.pass().token().getBytes(StandardCharsets.US_ASCII);
        assertThat(shop.market.authenticate(
                        new Credentials("mqtt", done.pass().pass().id(), token, "10.0.0.1:1", false, true)))
                .get()
                .isInstanceOf(Login.Granted.class);
        assertThat(ledger()).containsExactly("sale eip155:84532/erc20:" + TOKEN.contract() + " 2500000 2592000000");
        assertThat(shop.chain.balance(BUYER)).isEqualTo(97_500_000);
    }

    @Test
    void buy_samePaymentAgain_givesTheSamePassAndIsNotPaidTwice() throws Exception {
        PaymentPayload payment = shop.payment(shop.offer(), 1);
        Sale.Done first = done(shop.sales.buyPass(FEED, URL, payment));
        shop.now.addAndGet(3_600_000);
        shop.tariff = new Tariff(9, 10, 0, 0);
        shop.chain.dead = true;

        Sale.Done second = done(shop.sales.buyPass(FEED, URL, payment));
        assertThat(second).isEqualTo(first);
        restart();
        assertThat(done(shop.sales.buyPass(FEED, URL, payment))).isEqualTo(first);
        assertThat(ledger()).hasSize(1);
        assertThat(shop.chain.sent).isEqualTo(1);
    }

    @Test
    void buy_paymentReadFromTheChain_isNotGivenThePassOfItsPayer() throws Exception {
        PaymentPayload payment = shop.payment(shop.offer(), 1);
        done(shop.sales.buyPass(FEED, URL, payment));

        PaymentPayload seen = new PaymentPayload(
                payment.resource(), shop.offer().accepts().get(0), payment.payload(), payment.extensions());

        assertThat(refused(shop.sales.buyPass(FEED, URL, seen))).isEqualTo("invalid_exact_evm_nonce_already_used");
    }

    @Test
    void buy_againWithoutTicketOrIdentifier_isRefused() throws Exception {
        PaymentPayload payment = shop.payment(shop.sales.passTerms(FEED, Shop.URL), 1);
        done(shop.sales.buyPass(FEED, Shop.URL, payment));

        assertThat(refused(shop.sales.buyPass(FEED, Shop.URL, payment)))
                .isEqualTo("invalid_exact_evm_nonce_already_used");
    }

    @Test
    void buy_samePaymentFromManyAtOnce_givesOnePass() throws Exception {
        PaymentPayload payment = shop.payment(shop.offer(), 1);
        List<CompletableFuture<Sale>> all = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            all.add(shop.sales.buyPass(FEED, URL, payment).toCompletableFuture());
        }

        assertThat(all).extracting(PassSalesTest::join).containsOnly(join(all.get(0)));
        assertThat(shop.market.list()).hasSize(1);
        assertThat(shop.chain.sent).isEqualTo(1);
    }

    @Test
    void buy_sameIdentifierOtherNonce_givesTheSamePass() throws Exception {
        PaymentRequired offer = shop.offer();
        Sale.Done first = done(shop.sales.buyPass(FEED, URL, Shop.named(shop.payment(offer, 1), "order-0123456789")));

        Sale.Done second = done(shop.sales.buyPass(FEED, URL, Shop.named(shop.payment(offer, 2), "order-0123456789")));

        assertThat(second).isEqualTo(first);
        assertThat(shop.chain.sent).isEqualTo(1);
        assertThat(refused(shop.sales.buyPass(FEED, URL, shop.payment(offer, 1))))
                .as("who saw the payment on the chain does not know the identifier")
                .isEqualTo("invalid_exact_evm_nonce_already_used");
    }

    @Test
    void buy_sameNonceOtherPayment_isRefused() throws Exception {
        PaymentRequired offer = shop.offer();
        done(shop.sales.buyPass(FEED, URL, shop.payment(offer, 1)));
        shop.now.addAndGet(1_000);

        assertThat(refused(shop.sales.buyPass(FEED, URL, shop.payment(shop.offer(), 1))))
                .isEqualTo("invalid_exact_evm_nonce_already_used");
    }

    @Test
    void buy_wrongPayment_isRefusedWithItsCodeAndNothingIsKept() throws Exception {
        PaymentRequired offer = shop.offer();
        PaymentRequirements way = offer.accepts().get(0);
        Authorization right = shop.authorization(way, 1);
        long seconds = shop.now.get() / 1_000;

        assertThat(code(offer, right, new ContractDomain("USD Coin", "2", TOKEN.network(), TOKEN.contract())))
                .isEqualTo("invalid_exact_evm_signature");
        assertThat(code(offer, right, new ContractDomain("USDC", "2", new Network(1), TOKEN.contract())))
                .isEqualTo("invalid_exact_evm_signature");
        assertThat(code(offer, right, new ContractDomain("USDC", "2", TOKEN.network(), BUYER)))
                .isEqualTo("invalid_exact_evm_signature");
        assertThat(code(offer, with(right, right.to(), right.value().add(BigInteger.ONE), 0, seconds + 60), TOKEN))
                .isEqualTo("invalid_exact_evm_payload_authorization_value_mismatch");
        assertThat(code(offer, with(right, right.to(), right.value().subtract(BigInteger.ONE), 0, seconds + 60), TOKEN))
                .isEqualTo("invalid_exact_evm_payload_authorization_value_mismatch");
        assertThat(code(offer, with(right, BUYER, right.value(), 0, seconds + 60), TOKEN))
                .isEqualTo("invalid_exact_evm_recipient_mismatch");
        assertThat(code(offer, with(right, right.to(), right.value(), 0, seconds + 5), TOKEN))
                .isEqualTo("invalid_exact_evm_payload_authorization_valid_before");
        assertThat(code(offer, with(right, right.to(), right.value(), seconds + 5, seconds + 60), TOKEN))
                .isEqualTo("invalid_exact_evm_payload_authorization_valid_after");
        assertThat(signed(offer, right, bytes -> java.util.Arrays.copyOf(bytes, 64)))
                .isEqualTo("invalid_exact_evm_signature");
        assertThat(signed(offer, right, bytes -> {
                    bytes[64] = 1;
                    return bytes;
                }))
                .isEqualTo("invalid_exact_evm_signature");
        assertThat(signed(offer, right, PassSalesTest::highS)).isEqualTo("invalid_exact_evm_signature");

        assertThat(shop.market.list()).isEmpty();
        assertThat(shop.chain.sent).isZero();
        assertThat(query("SELECT COUNT(*) FROM market_sale")).containsExactly("0");
    }

    @Test
    void buy_otherOfferOrScheme_isRefused() throws Exception {
        PaymentRequired offer = shop.offer();
        PaymentPayload payment = shop.payment(offer, 1);
        PaymentRequirements way = offer.accepts().get(0);
        PaymentRequirements cheaper = new PaymentRequirements(
                "exact", way.network(), BigInteger.ONE, way.asset(), way.payTo(), 300, way.extra());
        PaymentRequirements elsewhere = new PaymentRequirements(
                "exact", new Network(8_453), way.amount(), way.asset(), way.payTo(), 300, way.extra());
        PaymentRequirements upto = new PaymentRequirements(
                "upto", way.network(), way.amount(), way.asset(), way.payTo(), 300, way.extra());

        assertThat(refused(buy(payment, cheaper))).isEqualTo("invalid_payment_requirements");
        assertThat(refused(buy(payment, elsewhere))).isEqualTo("invalid_exact_evm_network_mismatch");
        assertThat(refused(buy(payment, upto))).isEqualTo("invalid_exact_evm_scheme");
    }

    @Test
    void buy_payerWithoutTokens_isRefusedBeforeAnythingIsSent() throws Exception {
        shop.chain.balances.clear();

        assertThat(refused(shop.sales.buyPass(FEED, URL, shop.payment(shop.offer(), 1))))
                .isEqualTo("invalid_exact_evm_insufficient_balance");
        assertThat(query("SELECT COUNT(*) FROM market_sale")).containsExactly("0");
    }

    @Test
    void sell_withoutWhatItTakes_saysWhy() throws Exception {
        assertThat(notForSale("elsewhere")).isEqualTo("feed_unknown");
        shop.tariff = Tariff.NONE;
        assertThat(notForSale(FEED)).isEqualTo("not_priced");
        shop.tariff = new Tariff(5, 60, 0, 0);
        PaymentPayload payment = shop.payment(shop.offer(), 1);
        shop.sales.unbindChain(shop.chain);
        assertThat(failure(shop.sales.buyPass(FEED, URL, payment))).isEqualTo("chain_absent");
        assertThat(problems()).containsExactly("chain_absent");
        shop.sales.signer = null;
        assertThat(notForSale(FEED)).isEqualTo("signer_missing");
    }

    @Test
    void sell_misconfigured_namesTheKey() throws Exception {
        for (Object[] config : List.of(
                new Object[] {"network", ""},
                new Object[] {"network", "mainnet"},
                new Object[] {"network", "eip155:31337"},
                new Object[] {"network", "base", "asset", "0x12"},
                new Object[] {"network", "base", "pay.to", "me"},
                new Object[] {
                    "network", "eip155:31337", "asset", TOKEN.contract().toString(), "asset.name", "USDC"
                })) {
            shop.close();
            shop = new Shop(data, config);
            assertThat(notForSale(FEED)).isIn("network_unset", "market_misconfigured");
            assertThat(problems()).hasSize(1);
        }
    }

    @Test
    void sell_tokenThatCallsItselfOtherwise_isRefusedWithBothNames() throws Exception {
        shop.close();
        shop = new Shop(data, "network", "base-sepolia", "asset.name", "Tether", "asset.version", "1");
        shop.sell();

        await().until(() -> problems().contains("token_domain_mismatch"));
        assertThat(notForSale(FEED)).isEqualTo("token_domain_mismatch");
    }

    @Test
    void sell_unknownTokenWithoutAnAnswerOfTheChain_waits() throws Exception {
        shop.close();
        shop = new Shop(data, "network", "base-sepolia", "asset", BUYER.toString());
        assertThat(notForSale(FEED)).isEqualTo("token_domain_unknown");
        shop.sell();
        await().until(() -> problems().contains("asset_not_deployed_contract"));
    }

    @Test
    void open_olderBooks_addsThemUp() throws Exception {
        done(shop.sales.buyPass(FEED, URL, shop.payment(shop.offer(), 1)));
        assertThat(shop.market.totals().entries()).isEqualTo(1);
        restart();

        assertThat(shop.market.totals().all().values()).containsExactly(BigInteger.valueOf(2_500_000));
        assertThat(shop.market.totals().today(shop.now.get()).values()).containsExactly(BigInteger.valueOf(2_500_000));
        assertThat(shop.market.totals().entries()).isEqualTo(1);
    }

    private String code(PaymentRequired offer, Authorization authorization, ContractDomain token) {
        return refused(shop.sales.buyPass(FEED, URL, Shop.payment(offer, authorization, token)));
    }

    private String signed(
            PaymentRequired offer, Authorization authorization, java.util.function.UnaryOperator<byte[]> change) {
        byte[] signature = Secp256k1.sign(Shop.BUYER_KEY, authorization.transferDigest(TOKEN));
        return refused(shop.sales.buyPass(
                FEED, URL, Shop.payment(offer, ExactPayment.of(authorization, change.apply(signature)))));
    }

    private CompletionStage<Sale> buy(PaymentPayload payment, PaymentRequirements accepted) {
        return shop.sales.buyPass(
                FEED, URL, new PaymentPayload(payment.resource(), accepted, payment.payload(), payment.extensions()));
    }

    private static byte[] highS(byte[] signature) {
        BigInteger order = new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
        BigInteger s = new BigInteger(1, java.util.Arrays.copyOfRange(signature, 32, 64));
        byte[] high = order.subtract(s).toByteArray();
        System.arraycopy(high, high.length - 32, signature, 32, 32);
        signature[64] = (byte) (55 - signature[64]);
        return signature;
    }

    private static Authorization with(Authorization a, Address to, BigInteger value, long after, long before) {
        return new Authorization(a.from(), to, value, BigInteger.valueOf(after), BigInteger.valueOf(before), a.nonce());
    }

    private String notForSale(String feed) {
        try {
            shop.sales.passOffer(feed, URL);
            return "sold";
        } catch (NotForSale e) {
            return e.code();
        }
    }

    private List<String> problems() {
        return shop.sales.report().problems().stream().map(Problem::code).toList();
    }
}
