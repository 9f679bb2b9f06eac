package org.headgate.buy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A channel of 2,500, of which 300 are charged and have come. */
class RefundTest {
    private final Shop shop = new Shop();
    private Tally came = Tally.NONE;

    @TempDir
    Path folder;

    private Books books;
    private Account buyer;

    @BeforeEach
    void pay() throws Exception {
        open();
        purse().pay(false);
        delivered(300);
    }

    @AfterEach
    void end() throws Exception {
        books.close();
    }

    private void open() throws Exception {
        books = Shop.books(folder);
        buyer = Shop.account(books, 10_000);
    }

    private Purse purse() throws Exception {
        return new Purse(buyer, new Terms(null), shop, () -> came, () -> shop.now);
    }

    private void refund() throws Exception {
        new Refund(buyer, new Terms(null), shop, () -> came, () -> shop.now).ask();
    }

    private Halt refusal() {
        return catchThrowableOfType(Halt.class, this::refund);
    }

    private void delivered(long charged) {
        shop.charged = charged;
        came = new Tally(charged / 100, charged / 100, charged, 0, false);
    }

    @Test
    void whatIsLeft_comesBack_andItsAnswerIsKept() throws Exception {
        refund();

        assertThat(shop.refunded).isEqualTo(2_200);
        assertThat(buyer.state().channel().balance()).isEqualTo(300);
        assertThat(Files.readString(books.folder().resolve("receipts.jsonl")))
                .contains("refund_signed", "0xgivenback", "\"2200\"");
    }

    @Test
    void answerLost_andKilled_isAskedAgainAndSaysThatNothingIsLeft() throws Exception {
        shop.losesAnswer = true;
        assertThat(catchThrowableOfType(Lost.class, this::refund)).isNotNull();
        books.close();
        open();

        refund();

        assertThat(shop.refunded).as("of the one refund").isEqualTo(2_200);
        assertThat(buyer.state().channel().balance()).isEqualTo(300);
    }

    @Test
    void chargedMoreThanCame_isLearned_withinWhatWasSigned() throws Exception {
        shop.charged = 400;

        refund();

        assertThat(shop.refunded).isEqualTo(2_100);
        assertThat(buyer.state().channel().told()).isEqualTo(400);
    }

    @Test
    void chargedBeyondWhatWasSigned_isNotSigned() throws Exception {
        shop.lies = 501L;

        assertThat(refusal()).hasMessageContaining("was signed for").hasMessageContaining("withdrawn on the chain");
        assertThat(shop.refunded).isZero();
    }

    @Test
    void chainPending_isWaitedFor_andFailed_isTold() throws Exception {
        shop.failure = "settlement_pending";
        refund();
        assertThat(shop.refunded).isEqualTo(2_200);

        purse().pay(true);
        shop.failure = "invalid_batch_settlement_evm_refund_transaction_failed";
        assertThat(refusal()).hasMessageContaining("does not take the refund");
    }

    @Test
    void afterARefund_thePurseDepositsAnew() throws Exception {
        refund();
        purse().pay(true);

        assertThat(shop.deposits).isEqualTo(2);
        assertThat(shop.balance).isEqualTo(300 + 2_500);
        assertThat(buyer.state().channel().balance()).isEqualTo(shop.balance);
        assertThat(buyer.state().signed()).as("what came back goes on counting").isEqualTo(5_000);
    }
}
