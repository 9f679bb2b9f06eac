package org.headgate.market.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.headgate.market.internal.Shop.BUYER;
import static org.headgate.market.internal.Shop.BUYER_KEY;
import static org.headgate.market.internal.Shop.FEED;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.api.feed.Tariff;
import org.headgate.api.market.Entitlements.Charge;
import org.headgate.api.market.Entitlements.Due;
import org.headgate.api.market.Entitlements.Entitlement;
import org.headgate.market.Sales.NotForSale;
import org.headgate.market.Sales.Sale;
import org.headgate.market.internal.TestChain.Fault;
import org.headgate.proof.Secp256k1;
import org.headgate.x402.BatchSettlement;
import org.headgate.x402.ChannelConfig;
import org.headgate.x402.ChannelPayment;
import org.headgate.x402.Deposit;
import org.headgate.x402.Network;
import org.headgate.x402.OfferReceipt;
import org.headgate.x402.PaymentRequired;
import org.headgate.x402.PaymentRequirements;
import org.headgate.x402.Voucher;
import org.headgate.x402.VoucherRule;
import org.junit.jupiter.api.Test;

/** Of a record of 100 bytes at 100 + 50 millionths, a request is for 10 records: 1,500. */
class ChannelSalesTest extends ChannelTest {

    @Test
    void offer_tellsAmountOfARequestAndTheChannelsTerms() throws Exception {
        PaymentRequirements way = purse.offer().accepts().get(0);

        assertThat(way.scheme()).isEqualTo("batch-settlement");
        assertThat(way.amount()).isEqualTo(REQUEST);
        assertThat(way.extra().toString())
                .isEqualTo("{\"name\":\"USDC\",\"version\":\"2\",\"receiverAuthorizer\":\"" + way.payTo()
                        + "\",\"withdrawDelay\":604800,\"minDeposit\":\"1000\"}");
        assertThat(shop.sales.recordsARequest()).isEqualTo(10);
    }

    @Test
    void deposit_thenVouchers_chargeWhatIsDelivered() throws Exception {
        Sale.Done opened = done(purse.pay(purse.open(7_500, REQUEST), 5, 6, 7));

        assertThat(opened.response().amount()).isEqualTo(7_500);
        assertThat(opened.response().transaction()).startsWith("0x");
        assertThat(opened.response().extra().path("chargedAmount").asText()).isEqualTo("450");
        assertThat(opened.response().extra().at("/channelState/balance").asText())
                .isEqualTo("7500");
        assertThat(opened.charges())
                .containsExactly(new Charge(5, 150, 150), new Charge(6, 150, 300), new Charge(7, 150, 450));

        Sale.Done paid = done(purse.pay(purse.voucherFor(450 + REQUEST), 8, 9));

        assertThat(paid.response().transaction()).isEmpty();
        assertThat(new String(paid.response().json())).contains("\"amount\":\"\"");
        assertThat(paid.charges()).extracting(Charge::charged).containsExactly(600L, 750L);
        assertThat(ledger("charge")).containsExactly(FEED + " 5-9 750");
        assertThat(shop.market.totals().entries()).isEqualTo(2);
    }

    @Test
    void receipt_isOfWhatWasGiven_andNoneForCreditAlone() throws Exception {
        Purse credit = new Purse(purse, VoucherRule.CREDIT);
        Address seller = Secp256k1.address(Shop.SELLER_KEY);

        assertThat(receiptSigner(credit.pay(credit.open(7_500, REQUEST)))).isEqualTo(seller);
        assertThat(done(credit.pay(credit.voucherFor(REQUEST))).response().extensions())
                .isNull();
        Sale.Done given = done(purse.pay(purse.voucherFor(REQUEST), 5, 7));
        assertThat(OfferReceipt.receiptSigner(given.response().extensions())).isEqualTo(seller);
        assertThat(given.response()
                        .extensions()
                        .at("/offer-receipt/info/receipt/payload/resourceUrl")
                        .asText())
                .as("which records")
                .isEqualTo(Purse.URL + "?from=5&to=7");
    }

    private static Address receiptSigner(CompletionStage<Sale> sale) throws Exception {
        return OfferReceipt.receiptSigner(done(sale).response().extensions());
    }

    @Test
    void pay_refused_getsAnOfferThatIsSigned() throws Exception {
        Sale.Refused refused = (Sale.Refused) join(purse.pay(purse.voucherFor(9_999), 6));

        assertThat(OfferReceipt.offerSigner(refused.offer().extensions(), 0))
                .isEqualTo(Secp256k1.address(Shop.SELLER_KEY));
    }

    @Test
    void pay_samePositionsAgain_areFreeAndWhatLiesBetweenIsNotInTheFeed() throws Exception {
        done(purse.pay(purse.open(7_500, REQUEST), 5, 6, 9));

        Sale.Done again = done(purse.pay(purse.voucherFor(450 + REQUEST), 4, 5, 6, 7, 9, 10));

        assertThat(again.charges()).extracting(Charge::charged).containsExactly(600L, 0L, 0L, 0L, 0L, 750L);
        assertThat(again.response().extra().path("chargedAmount").asText()).isEqualTo("300");
    }

    @Test
    void pay_moreThanIsSigned_chargesUpToTheMaximum() throws Exception {
        Sale.Done paid = done(
                purse.pay(purse.open(7_500, REQUEST), LongStream.range(0, 20).toArray()));

        assertThat(paid.charges()).hasSize(10);
        assertThat(shop.market.channels().find(purse.id).charged()).isEqualTo(REQUEST);
    }

    @Test
    void pay_wrongCount_isCorrectedWithStateAndVoucher() throws Exception {
        done(purse.pay(purse.open(7_500, REQUEST), 5));

        Sale.Refused refused = (Sale.Refused) join(purse.pay(purse.voucherFor(9_999), 6));

        assertThat(refused.why().code()).isEqualTo(PREFIX + "cumulative_amount_mismatch");
        assertThat(refused.offer().error()).isEqualTo(refused.why().code());
        var extra = refused.offer().accepts().get(0).extra();
        assertThat(extra.at("/channelState/chargedCumulativeAmount").asText()).isEqualTo("150");
        assertThat(extra.at("/voucherState/signedMaxClaimable").asText()).isEqualTo("1500");
        int sent = shop.chain.sent;
        assertThat(refused(purse.pay(purse.open(5_000, 9_999), 6))).isEqualTo(PREFIX + "cumulative_amount_mismatch");
        assertThat(shop.chain.sent).as("decided before anything is sent").isEqualTo(sent);
    }

    @Test
    void restart_keepsChannelsAndVouchers() throws Exception {
        done(purse.pay(purse.open(7_500, REQUEST), 5, 6, 7));
        shop.die();
        shop.open();
        shop.sell();

        assertThat(done(purse.pay(purse.voucherFor(450 + REQUEST), 7, 8)).charges())
                .extracting(Charge::charged)
                .containsExactly(0L, 600L);
    }

    @Test
    void deposit_killedBetweenTransactionAndRow_isFoundAgain() throws Exception {
        ChannelPayment open = purse.open(7_500, REQUEST);
        shop.chain.fault(Fault.SENT_AND_SILENT);
        assertThat(purse.pay(open, 5).toCompletableFuture()).isNotDone();
        assertThat(refused(purse.pay(open, 5))).isEqualTo(PREFIX + "channel_busy");
        shop.die();
        shop.open();
        shop.sell();

        assertThat(done(purse.pay(open, 5)).charges()).hasSize(1);
        assertThat(shop.chain.channels.get(purse.id).balance()).isEqualTo(7_500);
    }

    @Test
    void channelWithoutARow_beginsAtWhatTheChainHasClaimed() throws Exception {
        shop.chain.channels.put(
                purse.id,
                new org.headgate.x402.chain.PaymentChain.Channel(
                        units(9_000), units(2_000), 0, BigInteger.ZERO, BigInteger.ZERO, 0));

        assertThat(refused(purse.pay(purse.voucherFor(REQUEST), 1))).isEqualTo(PREFIX + "cumulative_amount_mismatch");
        Sale.Done paid = done(purse.pay(purse.voucherFor(2_000 + REQUEST), 1));

        assertThat(paid.charges()).extracting(Charge::charged).containsExactly(2_150L);
    }

    @Test
    void pay_wrong_isRefusedWithItsCode() throws Exception {
        assertThat(refused(purse.pay(purse.voucherFor(REQUEST), 1))).isEqualTo(PREFIX + "channel_not_found");
        assertThat(refused(purse.pay(purse.open(999, REQUEST)))).isEqualTo(PREFIX + "deposit_below_min_deposit");
        assertThat(refused(purse.pay(purse.open(1_200, REQUEST)))).isEqualTo(PREFIX + "cumulative_exceeds_balance");
        done(purse.pay(purse.open(2_000, REQUEST), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
        assertThat(refused(purse.pay(purse.voucherFor(2 * REQUEST), 1)))
                .isEqualTo(PREFIX + "cumulative_exceeds_balance");

        assertThat(altered(voucher -> Arrays.copyOf(voucher, 64))).isEqualTo(PREFIX + "voucher_signature");
        assertThat(altered(voucher -> {
                    voucher[64] = 0;
                    return voucher;
                }))
                .isEqualTo(PREFIX + "voucher_signature");
        assertThat(config(new ChannelConfig(BUYER, BUYER, BUYER, seller(), Shop.TOKEN.contract(), 604_800, Hash.ZERO)))
                .isEqualTo(PREFIX + "receiver_mismatch");
        assertThat(config(new ChannelConfig(BUYER, BUYER, seller(), BUYER, Shop.TOKEN.contract(), 604_800, Hash.ZERO)))
                .isEqualTo(PREFIX + "receiver_authorizer_mismatch");
        assertThat(config(new ChannelConfig(BUYER, BUYER, seller(), seller(), BUYER, 604_800, Hash.ZERO)))
                .isEqualTo(PREFIX + "token_mismatch");
        assertThat(config(new ChannelConfig(BUYER, BUYER, seller(), seller(), Shop.TOKEN.contract(), 900, Hash.ZERO)))
                .isEqualTo(PREFIX + "withdraw_delay_mismatch");
        for (long seconds : new long[] {899, 2_592_001}) {
            assertThat(config(new ChannelConfig(
                            BUYER, BUYER, seller(), seller(), Shop.TOKEN.contract(), seconds, Hash.ZERO)))
                    .isEqualTo(PREFIX + "withdraw_delay_out_of_range");
        }
        ChannelConfig other =
                new ChannelConfig(BUYER, BUYER, seller(), seller(), Shop.TOKEN.contract(), 604_800, Hash.ZERO);
        assertThat(refused(purse.pay(new ChannelPayment.Pay(other, purse.voucher(1)))))
                .isEqualTo(PREFIX + "channel_id_mismatch");
        BatchSettlement elsewhere = BatchSettlement.canonical(new Network(1));
        assertThat(refused(purse.pay(new ChannelPayment.Pay(
                        purse.config,
                        Voucher.of(
                                purse.id,
                                units(2 * REQUEST),
                                Secp256k1.sign(BUYER_KEY, elsewhere.voucherDigest(purse.id, units(2 * REQUEST))))))))
                .as("a voucher for another chain")
                .isEqualTo(PREFIX + "voucher_signature");
    }

    @Test
    void deposit_badAuthorization_isRefusedWithItsCode() throws Exception {
        long seconds = shop.now.get() / 1_000;

        assertThat(deposited(0, seconds + 5, BUYER_KEY)).isEqualTo(PREFIX + "payload_authorization_valid_before");
        assertThat(deposited(seconds + 5, seconds + 300, BUYER_KEY))
                .isEqualTo(PREFIX + "payload_authorization_valid_after");
        assertThat(deposited(0, seconds + 300, Shop.SELLER_KEY)).isEqualTo(PREFIX + "receive_authorization_signature");
        shop.chain.balances.clear();
        Sale.NotSettled failed = (Sale.NotSettled) join(purse.pay(purse.open(7_500, REQUEST)));
        assertThat(failed.response().errorReason()).isEqualTo(PREFIX + "deposit_transaction_failed");
    }

    @Test
    void pay_nothingCharged_keepsTheVoucherBefore() throws Exception {
        done(purse.pay(purse.open(7_500, REQUEST), 5));

        assertThat(done(purse.pay(purse.voucherFor(150 + REQUEST), 5)).charges())
                .containsExactly(new Charge(5, 150, 0));

        assertThat(kept().voucher().maxClaimable()).isEqualTo(REQUEST);
    }

    @Test
    void pay_lowerThanTheVoucherKept_isForTheRequestAndKeepsTheHigher() throws Exception {
        done(new Purse(purse, VoucherRule.CREDIT).pay(purse.open(7_500, REQUEST)));
        shop.tariff = new Tariff(5, 60, 10, 5);

        Sale.Done paid = done(purse.pay(purse.voucherFor(150), 5, 6));

        assertThat(paid.charges()).hasSize(2);
        assertThat(kept().voucher().maxClaimable()).isEqualTo(REQUEST);
    }

    @Test
    void topUp_overtakenByDelivery_keepsTheVoucherThatWasCharged() throws Exception {
        Purse window = new Purse(purse, VoucherRule.CREDIT);
        done(window.pay(window.open(7_500, REQUEST)));
        shop.tariff = new Tariff(5, 60, 10, 5);
        ChannelPayment topUp = purse.open(1_000, 150);
        shop.chain.before = () -> {
            shop.tariff = new Tariff(5, 60, 100, 50);
            join(shop.charge(BUYER.toString(), FEED, List.of(new Due(1, 100), new Due(2, 100))));
        };

        Sale.Done done = done(purse.pay(topUp, 3));

        assertThat(done.charges()).isEmpty();
        assertThat(kept().onChain().balance()).isEqualTo(8_500);
        assertThat(kept().charged()).isEqualTo(300);
        assertThat(kept().voucher().maxClaimable()).isEqualTo(REQUEST);
    }

    @Test
    void channelFilledOnChain_isHeldToTheSameLimits() throws Exception {
        shop.chain.channels.put(purse.id, filled(999));
        Purse window = new Purse(purse, VoucherRule.CREDIT);
        assertThat(refused(window.pay(window.voucherFor(900)))).isEqualTo(PREFIX + "deposit_below_min_deposit");
        assertThat(refused(purse.pay(purse.refund(0, null)))).isEqualTo(PREFIX + "deposit_below_min_deposit");
        assertThat(shop.market.channels().size()).isZero();
    }

    @Test
    void channelThatNamesAnotherAsPayer_isNotChargedForHim() throws Exception {
        Purse stranger = new Purse(shop, BUYER, Shop.filled(8).bytes(), 3, VoucherRule.CREDIT);
        shop.chain.channels.put(stranger.id, filled(5_000));
        done(stranger.pay(stranger.voucherFor(REQUEST)));

        assertThat(shop.market.check(BUYER.toString(), FEED)).isInstanceOf(Entitlement.Refused.class);
        assertThat(shop.market.check(stranger.config.voucherSigner().toString(), FEED))
                .isInstanceOf(Entitlement.Metered.class);
    }

    @Test
    void pay_gatewayAtFault_leavesNothingBusy() throws Exception {
        done(purse.pay(purse.open(7_500, REQUEST), 5));
        shop.chain.before = () -> {
            throw new IllegalStateException("broken");
        };
        for (int i = 0; i < 70; i++) {
            assertThat(purse.pay(purse.open(1_000, 150 + REQUEST), 6).toCompletableFuture())
                    .failsWithin(Duration.ofMinutes(1));
        }
        shop.chain.before = () -> {};

        done(purse.pay(purse.voucherFor(150 + REQUEST), 6));
    }

    @Test
    void credit_isChargedAsItIsDeliveredAndStopsAtTheMaximum() throws Exception {
        Purse window = new Purse(shop, BUYER_KEY, 2, VoucherRule.CREDIT);
        assertThat(shop.market.check(BUYER.toString(), FEED)).isInstanceOf(Entitlement.Refused.class);
        done(window.pay(window.open(7_500, 400)));

        assertThat(shop.market.check(BUYER.toString(), FEED)).isInstanceOf(Entitlement.Metered.class);
        List<Due> due = List.of(new Due(1, 100), new Due(2, 100), new Due(3, 100));
        assertThat(join(shop.charge(BUYER.toString(), FEED, due)))
                .containsExactly(new Charge(1, PRICE, 150), new Charge(2, PRICE, 300));
        assertThat(refused(window.pay(window.voucherFor(300)))).isEqualTo(PREFIX + "cumulative_amount_mismatch");
        assertThat(refused(window.pay(window.voucherFor(300 + REQUEST + 1))))
                .isEqualTo(PREFIX + "cumulative_amount_mismatch");
        done(window.pay(window.voucherFor(300 + REQUEST)));
        assertThat(join(shop.charge(BUYER.toString(), FEED, due)))
                .containsExactly(new Charge(1, PRICE, 0), new Charge(2, PRICE, 0), new Charge(3, PRICE, 450));
        assertThat(join(shop.charge("0x" + "1".repeat(40), FEED, due))).isEmpty();
        assertThat(join(shop.charge(BUYER.toString(), "elsewhere", due))).isEmpty();
    }

    @Test
    void pay_unpricedOrUnknown_isNotForSale() throws Exception {
        PaymentRequired offer = purse.offer();
        shop.tariff = new Tariff(5, 60, 0, 0);
        try {
            purse.offer();
            assertThat(offer).isNull();
        } catch (NotForSale e) {
            assertThat(e.code()).isEqualTo("not_priced");
        }
    }

    private String deposited(long after, long before, byte[] key) throws Exception {
        Deposit unsigned = Deposit.of(units(7_500), units(after), units(before), Hash.ZERO, new byte[65]);
        Hash digest = Purse.CONTRACT.depositDigest(Shop.TOKEN, BUYER, purse.id, unsigned);
        return refused(purse.pay(new ChannelPayment.OpenOrTopUp(
                purse.config,
                purse.voucher(REQUEST),
                Deposit.of(units(7_500), units(after), units(before), Hash.ZERO, Secp256k1.sign(key, digest)))));
    }

    private String altered(java.util.function.UnaryOperator<byte[]> change) throws Exception {
        Voucher right = purse.voucher(2 * REQUEST);
        return refused(purse.pay(new ChannelPayment.Pay(
                purse.config, Voucher.of(purse.id, right.maxClaimable(), change.apply(right.signature())))));
    }

    private String config(ChannelConfig config) throws Exception {
        Hash id = Purse.CONTRACT.channelId(config);
        Voucher voucher = Voucher.of(
                id, units(REQUEST), Secp256k1.sign(BUYER_KEY, Purse.CONTRACT.voucherDigest(id, units(REQUEST))));
        return refused(purse.pay(new ChannelPayment.Pay(config, voucher)));
    }

    private List<String> ledger(String kind) throws Exception {
        return shop.store.precious().read(connection -> {
            List<String> rows = new ArrayList<>();
            try (var statement = connection.createStatement();
                    var row = statement.executeQuery(
                            "SELECT feed || ' ' || range_from || '-' || range_to || ' ' || amount FROM market_ledger WHERE kind = '"
                                    + kind + "' ORDER BY id")) {
                while (row.next()) {
                    rows.add(row.getString(1));
                }
            }
            return rows;
        });
    }

    private static Address seller() {
        return Secp256k1.address(Shop.SELLER_KEY);
    }
}
