package org.headgate.buy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigInteger;
import java.nio.file.Path;
import org.headgate.api.batch.Address;
import org.headgate.x402.PaymentRequired;
import org.headgate.x402.PaymentRequirements;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TermsTest {
    private static final Address OTHER = Address.parse("0x00000000000000000000000000000000000000aa");

    private final Shop shop = new Shop();

    @TempDir
    Path folder;

    private PaymentRequirements choose(PaymentRequired offer, String token) throws Exception {
        try (Books books = Shop.books(folder)) {
            Terms terms = new Terms(token.isEmpty() ? null : Options.Token.parse(token));
            return terms.choose(offer, PaymentRequirements.BATCH_SETTLEMENT, Shop.account(books, 1), shop.now);
        }
    }

    private Halt refusal(PaymentRequired offer) {
        Halt refusal = catchThrowableOfType(Halt.class, () -> choose(offer, ""));
        assertThat(refusal.exitCode()).isEqualTo(Halt.REFUSED);
        return refusal;
    }

    private PaymentRequirements with(Address asset, BigInteger amount) {
        PaymentRequirements way = shop.way();
        return new PaymentRequirements(
                way.scheme(), way.network(), amount, asset, way.payTo(), way.maxTimeoutSeconds(), way.extra());
    }

    @Test
    void offer_inADollarThatIsKnown_isTaken() throws Exception {
        assertThat(choose(shop.offer(), "")).isEqualTo(shop.way());
    }

    @Test
    void offer_inAnotherToken_isRefusedUnlessItWasNamed() throws Exception {
        PaymentRequirements other = with(OTHER, BigInteger.TEN);
        PaymentRequired offer = shop.offer(Shop.SELLER, other);

        assertThat(refusal(offer))
                .hasMessageContaining("not known for a dollar")
                .hasMessageContaining("--asset");
        assertThat(choose(offer, Shop.NETWORK + "/" + OTHER)).isEqualTo(other);
    }

    @Test
    void offer_ofAnotherSeller_isRefused() {
        assertThat(refusal(shop.offer(Shop.key(11), shop.way()))).hasMessageContaining("the seller is");
    }

    @Test
    void offer_thatIsNotSigned_orForOtherTerms_isRefused() {
        PaymentRequired offer = shop.offer();
        PaymentRequired bare = new PaymentRequired(null, offer.resource(), offer.accepts(), null);
        PaymentRequired dearer = new PaymentRequired(
                null,
                offer.resource(),
                java.util.List.of(with(Shop.DOLLAR, BigInteger.valueOf(501))),
                offer.extensions());

        assertThat(refusal(bare)).hasMessageContaining("not signed");
        assertThat(refusal(dearer)).hasMessageContaining("for other terms");
    }

    @Test
    void offer_thatIsOver_isRefused() {
        PaymentRequired offer = shop.offer();
        shop.now += 61;

        assertThat(refusal(offer)).hasMessageContaining("not signed");
    }

    @Test
    void price_beyondAllDollars_isRefused() {
        PaymentRequirements way = with(Shop.DOLLAR, BigInteger.TEN.pow(30));

        assertThat(refusal(shop.offer(Shop.SELLER, way))).hasMessageContaining("its price is");
    }

    @Test
    void scheme_thatIsNotSold_isNamed() throws Exception {
        try (Books books = Shop.books(folder)) {
            Account account = Shop.account(books, 1);
            Halt refusal = catchThrowableOfType(
                    Halt.class,
                    () -> new Terms(null).choose(shop.offer(), PaymentRequirements.EXACT, account, shop.now));

            assertThat(refusal).hasMessageContaining("passes").hasMessageContaining("batch-settlement");
        }
    }
}
