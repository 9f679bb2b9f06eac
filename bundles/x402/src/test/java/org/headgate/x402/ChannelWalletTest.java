package org.headgate.x402;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.headgate.x402.Samples.BUYER;
import static org.headgate.x402.Samples.BUYER_KEY;
import static org.headgate.x402.Samples.NETWORK;
import static org.headgate.x402.Samples.NOW;
import static org.headgate.x402.Samples.SELLER;
import static org.headgate.x402.Samples.SETTLEMENT;
import static org.headgate.x402.Samples.batch;
import static org.headgate.x402.Samples.exact;
import static org.headgate.x402.Samples.required;
import static org.headgate.x402.Samples.state;
import static org.headgate.x402.Samples.units;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;
import org.headgate.api.batch.Hash;
import org.headgate.x402.ChannelWallet.Answer;
import org.junit.jupiter.api.Test;

class ChannelWalletTest {
    private static final Instant TIME = Instant.ofEpochSecond(NOW);
    private static final PaymentRequirements WAY = batch(2_500);
    private static final PaymentRequired OFFER = required(exact(1), WAY);

    private final ChannelWallet wallet = new ChannelWallet(BUYER_KEY, units(5_000), units(8_000));

    private ChannelPayment next() throws PaymentRefused {
        return ChannelPayment.read(PaymentPayload.read(wallet.pay(OFFER, TIME).json()));
    }

    private static void accept(ChannelPayment payment, ChannelState state) throws PaymentRefused {
        SETTLEMENT.check(payment, WAY, state, VoucherRule.CREDIT, NOW);
    }

    private Hash channel() {
        return Objects.requireNonNull(wallet.channelId());
    }

    private byte[] paid(ChannelState state) {
        return new SettlementResponse(
                        true,
                        "",
                        NETWORK,
                        BUYER,
                        null,
                        null,
                        null,
                        null,
                        (com.fasterxml.jackson.databind.node.ObjectNode)
                                Json.object().set("channelState", state.json(channel())))
                .json();
    }

    @Test
    void payments_asRecordsAreCharged_depositThenVouchersThenMore() throws PaymentRefused {
        ChannelPayment first = next();
        accept(first, state(0, 0, 0));
        assertThat(first).isInstanceOf(ChannelPayment.OpenOrTopUp.class);
        assertThat(wallet.answered(paid(state(5_000, 0, 0)))).isEqualTo(Answer.PAID);

        wallet.charged(units(2_500));
        ChannelPayment second = next();
        accept(second, state(5_000, 0, 2_500));
        assertThat(second).isInstanceOf(ChannelPayment.Pay.class);
        wallet.answered(paid(state(5_000, 0, 2_500)));

        wallet.charged(units(5_000));
        ChannelPayment third = next();
        accept(third, state(5_000, 0, 5_000));
        assertThat(((ChannelPayment.OpenOrTopUp) third).deposit().amount())
                .as("no more than the limit leaves")
                .isEqualTo(units(3_000));
        wallet.answered(paid(state(8_000, 0, 5_000)));

        wallet.charged(units(7_500));
        assertThatThrownBy(this::next)
                .isInstanceOfSatisfying(
                        PaymentRefused.class, e -> assertThat(e.code()).isEqualTo("spending_limit"));
        assertThat(wallet.signed()).isEqualTo(units(7_500));
    }

    @Test
    void payment_thatWasNotAnswered_isPaidWithTheSameBytes() throws PaymentRefused {
        byte[] first = wallet.pay(OFFER, TIME).json();

        assertThat(wallet.pay(OFFER, TIME.plusSeconds(3)).json()).isEqualTo(first);
        byte[] later = SettlementResponse.failed(NETWORK, BUYER, "0x1", "settlement_pending", "sent")
                .json();
        assertThat(wallet.answered(later)).isEqualTo(Answer.LATER);
        assertThat(wallet.pay(OFFER, TIME.plusSeconds(6)).json()).isEqualTo(first);
    }

    @Test
    void correction_withinWhatWasSigned_isTaken() throws PaymentRefused {
        next();
        wallet.answered(paid(state(5_000, 0, 0)));
        next();
        byte[] correction =
                state(5_000, 0, 1_000).correct(OFFER, NETWORK, channel()).json();

        assertThat(wallet.answered(correction)).isEqualTo(Answer.AGAIN);

        ChannelPayment again = next();
        accept(again, state(5_000, 0, 1_000));
        assertThat(again.voucher().maxClaimable()).isEqualTo(units(3_500));
    }

    @Test
    void correction_beyondWhatWasSigned_isRefused() throws PaymentRefused {
        next();
        byte[] invented =
                state(5_000, 0, 2_501).correct(OFFER, NETWORK, channel()).json();

        assertThatThrownBy(() -> wallet.answered(invented))
                .isInstanceOfSatisfying(
                        PaymentRefused.class, e -> assertThat(e.code()).isEqualTo("state_not_signed"));
    }

    @Test
    void refusal_isThrownWithItsCode() throws PaymentRefused {
        next();
        byte[] refusal = new PaymentRequired("some_code", OFFER.resource(), OFFER.accepts(), null).json();

        assertThatThrownBy(() -> wallet.answered(refusal))
                .isInstanceOfSatisfying(
                        PaymentRefused.class, e -> assertThat(e.code()).isEqualTo("some_code"));
        assertThatThrownBy(() -> wallet.pay(required(exact(1)), TIME)).isInstanceOf(PaymentRefused.class);
    }

    @Test
    void password_isAMessageForThisGateway() throws PaymentRefused {
        String password = wallet.password(SELLER, NETWORK.chainId(), TIME);

        int point = password.indexOf('.');
        String text = new String(Base64.getDecoder().decode(password.substring(0, point)), StandardCharsets.UTF_8);
        SignInMessage.parse(text)
                .check(SELLER.toString(), TIME, HexFormat.of().parseHex(password, point + 3, password.length()));
    }
}
