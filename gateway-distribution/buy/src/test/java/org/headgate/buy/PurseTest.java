package org.headgate.buy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PurseTest {
    private final Shop shop = new Shop();
    private Tally came = Tally.NONE;

    @TempDir
    Path folder;

    private Books books;
    private Account buyer;

    @BeforeEach
    void begin() throws Exception {
        books = Shop.books(folder);
        buyer = Shop.account(books, 10_000);
    }

    @AfterEach
    void end() throws Exception {
        books.close();
    }

    /** As after kill -9: only what is on disk is known. */
    private void killed() throws Exception {
        books.close();
        begin();
    }

    private void pay(boolean usedUp) throws Exception {
        new Purse(buyer, new Terms(null), shop, () -> came, () -> shop.now).pay(usedUp);
    }

    private Halt refusal(boolean usedUp) {
        return catchThrowableOfType(Halt.class, () -> pay(usedUp));
    }

    /** So much was charged, and has come. */
    private void delivered(long charged) {
        shop.charged = charged;
        came = new Tally(charged / 100, charged / 100, charged, 0, false);
    }

    @Test
    void firstPayment_opensAChannel_andFurtherOnesAreVouchers() throws Exception {
        pay(false);
        delivered(500);
        pay(true);

        assertThat(shop.deposits).isEqualTo(1);
        assertThat(shop.balance).isEqualTo(2_500);
        assertThat(buyer.state().channel().maximum()).isEqualTo(1_000);
        assertThat(buyer.state().pending()).isNull();
        assertThat(Files.readString(books.folder().resolve("receipts.jsonl")))
                .contains("deposit_signed", "voucher_signed", "\"1000\"", "\"answer\"");
    }

    @Test
    void deposit_whoseAnswerIsLost_isSentAgainAndNotMadeTwice() throws Exception {
        shop.losesAnswer = true;
        assertThat(catchThrowableOfType(Lost.class, () -> pay(false))).isNotNull();
        killed();
        pay(false);

        assertThat(shop.deposits).isEqualTo(1);
        assertThat(buyer.state().signed()).isEqualTo(2_500);
        assertThat(buyer.state().channel().balance()).isEqualTo(2_500);
        assertThat(buyer.state().pending()).isNull();
    }

    @Test
    void deposit_takenBeforeItsTimeWasOver_isFoundInTheChannel() throws Exception {
        shop.losesAnswer = true;
        assertThat(catchThrowableOfType(Lost.class, () -> pay(false))).isNotNull();
        shop.now += 3_600;
        killed();
        pay(false);

        assertThat(shop.deposits).isEqualTo(1);
        assertThat(buyer.state().signed()).isEqualTo(2_500);
        assertThat(buyer.state().channel().balance()).isEqualTo(2_500);
    }

    @Test
    void deposit_thatNobodyTookInItsTime_isMadeAnewAndCountsTwice() throws Exception {
        shop.losesPayment = true;
        assertThat(catchThrowableOfType(Lost.class, () -> pay(false))).isNotNull();
        shop.now += 3_600;
        killed();
        pay(false);

        assertThat(shop.deposits).isEqualTo(1);
        assertThat(buyer.state().signed())
                .as("the first can no longer be proven unused")
                .isEqualTo(5_000);
    }

    @Test
    void channel_thatIsSpent_isToppedUpToTheLimitAndNoFurther() throws Exception {
        pay(false);
        Halt limit = null;
        long charged = 0;
        for (int i = 0; i < 100 && limit == null; i++) {
            charged = Math.min(charged + 500, shop.balance);
            delivered(charged);
            limit = refusal(true);
        }

        assertThat(limit).isNotNull();
        assertThat(limit.exitCode()).isEqualTo(Halt.LIMIT);
        assertThat(limit).hasMessageContaining("0.01").hasMessageContaining("--limit");
        assertThat(shop.balance).isEqualTo(10_000);
        assertThat(buyer.state().signed()).isEqualTo(10_000);
        assertThat(charged).isEqualTo(10_000);
    }

    @Test
    void limit_belowTheLeastDeposit_signsNothing() throws Exception {
        buyer.save(buyer.state().withLimit(999));

        assertThat(refusal(false).exitCode()).isEqualTo(Halt.LIMIT);
        assertThat(buyer.state().signed()).isZero();
        assertThat(buyer.state().pending()).isNull();
    }

    @Test
    void voucherThatWasNotedAndNotSent_isSentAfterARestart() throws Exception {
        pay(false);
        delivered(500);
        shop.losesPayment = true;
        assertThat(catchThrowableOfType(Lost.class, () -> pay(true))).isNotNull();
        killed();
        pay(false);

        assertThat(shop.channel().lastVoucher().maxClaimable().longValue()).isEqualTo(1_000);
    }

    @Test
    void buyerWhoLagsBehind_isCorrectedAndSignsAnew() throws Exception {
        pay(false);
        shop.charged = 500;
        pay(true);

        assertThat(shop.channel().lastVoucher().maxClaimable().longValue()).isEqualTo(1_000);
        assertThat(buyer.state().channel().told()).isEqualTo(500);
    }

    @Test
    void sellerWhoSaysThatMoreIsCharged_thanCame_isRefused() throws Exception {
        pay(false);
        delivered(500);
        pay(true);
        delivered(1_000);
        pay(true);
        came = new Tally(5, 5, 500, 0, false);
        shop.lies = 1_500L;

        assertThat(refusal(true).exitCode()).isEqualTo(Halt.REFUSED);
        assertThat(buyer.state().channel().maximum()).isEqualTo(1_500);
    }

    @Test
    void sellerWhoChargesForWhatDidNotCome_getsNoMore() throws Exception {
        pay(false);
        came = Tally.NONE.with(1, 100, 100).with(2, 100, 900);

        assertThat(came.unexplained()).isEqualTo(700);
        assertThat(refusal(true)).hasMessageContaining("did not come");
    }

    @Test
    void sellerWhoStopsAlthoughThereIsCredit_getsNoMore() throws Exception {
        Purse purse = new Purse(buyer, new Terms(null), shop, () -> came, () -> shop.now);
        purse.pay(false);
        purse.pay(false);

        assertThat(catchThrowableOfType(Halt.class, () -> purse.pay(true)))
                .hasMessageContaining("nothing is delivered");
        assertThat(buyer.state().channel().maximum()).isEqualTo(500);
    }

    @Test
    void depositThatTheChainRefuses_staysTheOnlyOne() throws Exception {
        shop.failure = "invalid_batch_settlement_evm_deposit_simulation_failed";
        Halt refused = refusal(false);
        assertThat(refused).hasMessageContaining("enough dollars");
        killed();
        pay(false);

        assertThat(buyer.state().signed()).isEqualTo(2_500);
        assertThat(shop.deposits).isEqualTo(1);
    }

    @Test
    void chainThatIsAway_isWaitedFor() throws Exception {
        shop.failure = "rpc_unreachable";
        pay(false);

        assertThat(shop.deposits).isEqualTo(1);
        assertThat(buyer.state().signed()).isEqualTo(2_500);
    }

    @Test
    void secondProcess_inTheSameFolder_isRefused() {
        assertThat(catchThrowableOfType(Halt.class, () -> Shop.books(folder))).hasMessageContaining("Another");
    }
}
