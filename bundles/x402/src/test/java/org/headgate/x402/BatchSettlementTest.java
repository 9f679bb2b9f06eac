package org.headgate.x402;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.headgate.x402.Refusals.refused;
import static org.headgate.x402.Samples.NOW;
import static org.headgate.x402.Samples.SETTLEMENT;
import static org.headgate.x402.Samples.config;
import static org.headgate.x402.Samples.open;
import static org.headgate.x402.Samples.pay;
import static org.headgate.x402.Samples.state;
import static org.headgate.x402.Samples.units;
import static org.headgate.x402.Samples.voucher;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.proof.Secp256k1;
import org.junit.jupiter.api.Test;

/** Each way in which a payment from a channel can be wrong without the chain's word. */
class BatchSettlementTest {
    private static final String CODE = "invalid_batch_settlement_evm_";
    private static final PaymentRequirements OFFER = Samples.batch(40);
    private static final ChannelState EMPTY = state(0, 0, 0);
    private static final ChannelState OPENED = state(1000, 0, 40);

    @Test
    void deposit_right_isTaken() {
        assertThatCode(() -> check(open(1000, 40), EMPTY)).doesNotThrowAnyException();
    }

    @Test
    void writtenAndRead_isTheSame() throws Exception {
        ChannelPayment refund = new ChannelPayment.Refund(config(), voucher(config(), 40), units(7));
        for (ChannelPayment payment : new ChannelPayment[] {pay(80), refund}) {
            assertThat(read(payment.payload())).isEqualTo(payment);
        }
        ChannelPayment.OpenOrTopUp opened = open(1000, 40);
        ChannelPayment.OpenOrTopUp read = (ChannelPayment.OpenOrTopUp) read(opened.payload());
        assertThat(read.deposit().collectorData()).isEqualTo(opened.deposit().collectorData());
        check(read, EMPTY);
    }

    @Test
    void voucher_ofARequest_isForExactlyItsPrice() {
        assertThatCode(() -> check(pay(80), OPENED)).doesNotThrowAnyException();
        for (long max : new long[] {0, 39, 40, 79, 81, 1000}) {
            refused(CODE + "cumulative_amount_mismatch", () -> check(pay(max), OPENED));
        }
    }

    @Test
    void voucher_ofCredit_isWithinTheWindowAndNotBelowTheLast() {
        ChannelState after = new ChannelState(units(1000), units(0), 0, units(0), units(40), voucher(config(), 70));
        for (long max : new long[] {70, 71, 80}) {
            assertThatCode(() -> SETTLEMENT.check(pay(max), OFFER, after, VoucherRule.CREDIT, NOW))
                    .doesNotThrowAnyException();
        }
        for (long max : new long[] {40, 69, 81}) {
            refused(
                    CODE + "cumulative_amount_mismatch",
                    () -> SETTLEMENT.check(pay(max), OFFER, after, VoucherRule.CREDIT, NOW));
        }
        refused(
                CODE + "cumulative_amount_mismatch",
                () -> SETTLEMENT.check(pay(40), OFFER, OPENED, VoucherRule.CREDIT, NOW));
    }

    @Test
    void terms_thatAreNotTheOffers_areRefusedEachByItsCode() {
        Address other = Samples.STRANGER;
        ChannelConfig good = config();
        ChannelConfig receiver = new ChannelConfig(
                good.payer(), good.payer(), other, good.receiverAuthorizer(), good.token(), 604_800, good.salt());
        ChannelConfig authorizer = new ChannelConfig(
                good.payer(), good.payer(), good.receiver(), other, good.token(), 604_800, good.salt());
        ChannelConfig token = new ChannelConfig(
                good.payer(), good.payer(), good.receiver(), good.receiver(), other, 604_800, good.salt());
        ChannelConfig delay = new ChannelConfig(
                good.payer(), good.payer(), good.receiver(), good.receiver(), good.token(), 900, good.salt());
        refused(CODE + "receiver_mismatch", () -> check(paid(receiver), OPENED));
        refused(CODE + "receiver_authorizer_mismatch", () -> check(paid(authorizer), OPENED));
        refused(CODE + "token_mismatch", () -> check(paid(token), OPENED));
        refused(CODE + "withdraw_delay_mismatch", () -> check(paid(delay), OPENED));
    }

    @Test
    void delay_outOfRange_isRefusedWhateverIsOffered() {
        ChannelConfig good = config();
        for (long seconds : new long[] {899, 2_592_001}) {
            ChannelConfig config = new ChannelConfig(
                    good.payer(), good.payer(), good.receiver(), good.receiver(), good.token(), seconds, good.salt());
            ObjectNode extra = OFFER.extra().deepCopy();
            extra.put("withdrawDelay", seconds);
            PaymentRequirements offer = new PaymentRequirements(
                    OFFER.scheme(), OFFER.network(), OFFER.amount(), OFFER.asset(), OFFER.payTo(), 60, extra);
            refused(
                    CODE + "withdraw_delay_out_of_range",
                    () -> SETTLEMENT.check(paid(config), offer, OPENED, VoucherRule.REQUEST, NOW));
        }
    }

    @Test
    void id_ofAnotherChannelChainOrContract_isRefused() {
        Hash elsewhere =
                new BatchSettlement(new Network(1), SETTLEMENT.contract(), SETTLEMENT.collector()).channelId(config());
        Hash other = new BatchSettlement(Samples.NETWORK, Samples.STRANGER, SETTLEMENT.collector()).channelId(config());
        for (Hash id : new Hash[] {Samples.filled(1), elsewhere, other}) {
            Voucher voucher = Voucher.of(id, units(80), voucher(config(), 80).signature());
            refused(CODE + "channel_id_mismatch", () -> check(new ChannelPayment.Pay(config(), voucher), OPENED));
        }
    }

    @Test
    void voucher_signedForAnotherContractOrByAnother_isRefused() {
        Hash id = SETTLEMENT.channelId(config());
        Hash elsewhere = new BatchSettlement(Samples.NETWORK, Samples.STRANGER, SETTLEMENT.collector())
                .voucherDigest(id, units(80));
        byte[] stranger = Secp256k1.sign(Samples.SELLER_KEY, SETTLEMENT.voucherDigest(id, units(80)));
        byte[] amount = Secp256k1.sign(Samples.BUYER_KEY, SETTLEMENT.voucherDigest(id, units(81)));
        byte[] shortOne = new byte[64];
        for (byte[] bad : new byte[][] {Secp256k1.sign(Samples.BUYER_KEY, elsewhere), stranger, amount, shortOne}) {
            refused(
                    CODE + "voucher_signature",
                    () -> check(new ChannelPayment.Pay(config(), Voucher.of(id, units(80), bad)), OPENED));
        }
    }

    /** The answer that corrects tells the last voucher. */
    @Test
    void voucher_ofAStrangerForAWrongAmount_isToldNothing() {
        Hash id = SETTLEMENT.channelId(config());
        byte[] stranger = Secp256k1.sign(Samples.SELLER_KEY, SETTLEMENT.voucherDigest(id, units(81)));

        refused(
                CODE + "voucher_signature",
                () -> check(new ChannelPayment.Pay(config(), Voucher.of(id, units(81), stranger)), OPENED));
    }

    @Test
    void voucher_withoutAnAuthorizer_isSignedByThePayer() throws Exception {
        ChannelConfig good = config();
        ChannelConfig plain = new ChannelConfig(
                good.payer(),
                Address.of(new byte[20]),
                good.receiver(),
                good.receiver(),
                good.token(),
                604_800,
                good.salt());

        check(paid(plain), OPENED);
    }

    @Test
    void cover_tooSmall_isRefused() {
        refused(CODE + "channel_not_found", () -> check(pay(40), EMPTY));
        refused(CODE + "cumulative_exceeds_balance", () -> check(pay(80), state(79, 0, 40)));
        refused(CODE + "cumulative_exceeds_balance", () -> check(open(1000, 1040), state(39, 0, 1000)));
        refused(CODE + "cumulative_below_claimed", () -> check(pay(80), state(1000, 80, 40)));
    }

    @Test
    void deposit_wrong_isRefusedEachByItsCode() {
        ChannelPayment.OpenOrTopUp good = open(1000, 40);
        refused(CODE + "deposit_below_min_deposit", () -> check(open(999, 40), EMPTY));
        refused(
                CODE + "payload_authorization_valid_before",
                () -> SETTLEMENT.check(good, OFFER, EMPTY, VoucherRule.REQUEST, NOW + 55));
        refused(
                CODE + "receive_authorization_signature",
                () -> check(
                        with(
                                good,
                                Deposit.of(
                                        units(2000),
                                        units(0),
                                        units(NOW + 60),
                                        Samples.filled(13),
                                        good.deposit().signature())),
                        EMPTY));
        refused(
                CODE + "payload_authorization_valid_after",
                () -> check(
                        with(
                                good,
                                Deposit.of(
                                        units(1000),
                                        units(NOW + 1),
                                        units(NOW + 60),
                                        Samples.filled(13),
                                        new byte[65])),
                        EMPTY));
        ObjectNode extra = OFFER.extra().deepCopy();
        extra.remove("name");
        PaymentRequirements bare = new PaymentRequirements(
                OFFER.scheme(), OFFER.network(), OFFER.amount(), OFFER.asset(), OFFER.payTo(), 60, extra);
        refused(CODE + "missing_eip712_domain", () -> SETTLEMENT.check(good, bare, EMPTY, VoucherRule.REQUEST, NOW));
    }

    @Test
    void deposit_byPermit2_isRefused() {
        ObjectNode payload = open(1000, 40).payload();
        ((ObjectNode) payload.path("deposit").path("authorization")).remove("erc3009Authorization");

        refused(CODE + "erc3009_authorization_required", () -> read(payload));
    }

    @Test
    void refund_isOfWhatIsLeft() throws Exception {
        check(refund(40, null), OPENED);
        check(refund(40, units(10)), state(1000, 40, 40));

        refused(CODE + "cumulative_amount_mismatch", () -> check(refund(80, null), OPENED));
        refused(CODE + "refund_no_balance", () -> check(refund(40, null), state(40, 0, 40)));
        refused(CODE + "channel_not_found", () -> check(refund(0, null), EMPTY));
        refused(CODE + "cumulative_below_claimed", () -> check(refund(40, null), state(1000, 41, 40)));
        for (String bad : new String[] {"0", "-1", "1.5", "", "all"}) {
            ObjectNode payload = refund(40, null).payload().put("amount", bad);
            refused(CODE + "refund_amount_invalid", () -> read(payload));
        }
    }

    @Test
    void payload_ofAnotherKind_isRefused() {
        for (String type : new String[] {"claim", "settle", ""}) {
            refused(CODE + "payload_type", () -> read(pay(80).payload().put("type", type)));
        }
    }

    @Test
    void offer_ofAnotherSchemeOrNetwork_isRefused() {
        BatchSettlement elsewhere = BatchSettlement.canonical(new Network(1));
        refused(CODE + "scheme", () -> SETTLEMENT.check(pay(80), Samples.exact(40), OPENED, VoucherRule.REQUEST, NOW));
        refused(CODE + "network_mismatch", () -> elsewhere.check(pay(80), OFFER, OPENED, VoucherRule.REQUEST, NOW));
    }

    private static ChannelPayment refund(long max, BigInteger amount) {
        return new ChannelPayment.Refund(config(), voucher(config(), max), amount);
    }

    private static ChannelPayment paid(ChannelConfig config) {
        return new ChannelPayment.Pay(config, voucher(config, 80));
    }

    private static ChannelPayment with(ChannelPayment.OpenOrTopUp open, Deposit deposit) {
        return new ChannelPayment.OpenOrTopUp(open.config(), open.voucher(), deposit);
    }

    private static ChannelPayment read(ObjectNode payload) throws PaymentRefused {
        return ChannelPayment.read(PaymentPayload.read(new PaymentPayload(null, OFFER, payload, null).json()));
    }

    private static void check(ChannelPayment payment, ChannelState state) throws PaymentRefused {
        SETTLEMENT.check(payment, OFFER, state, VoucherRule.REQUEST, NOW);
    }
}
