package org.headgate.chain.evm.internal;

import java.math.BigInteger;
import java.util.Optional;
import java.util.function.Supplier;
import org.headgate.api.feed.Dollars;
import org.headgate.api.status.Problem;
import org.headgate.api.status.Report;
import org.headgate.x402.chain.ChainUnavailable;
import org.jspecify.annotations.Nullable;

/**
 * What may go for gas: so much a day, and, where something is sold, never more in all than a share of what it brought. The gas of one day is advanced, for the first deposit costs
 * before the first record is sold. Checked on the chain's thread, read by any.
 */
final class Budget {
    private static final BigInteger HUNDRED = BigInteger.valueOf(100);
    private static final BigInteger COIN = BigInteger.TEN.pow(18);

    private final GasBook book;
    private final BigInteger daily;
    private final Share share;
    private final Supplier<Optional<BigInteger>> income;
    private volatile @Nullable BigInteger refused;

    /**
     * @param percent of income that may go for gas; 0 where income does not matter
     * @param coin what a whole coin of the network costs, in millionths of a dollar
     */
    record Share(int percent, BigInteger coin) {
        static final Share ANY = new Share(0, BigInteger.ONE);

        private BigInteger of(BigInteger income) {
            return income.multiply(BigInteger.valueOf(percent)).multiply(COIN).divide(HUNDRED.multiply(coin));
        }
    }

    /** @param income in millionths of a dollar, since ever; empty where nothing is sold */
    Budget(GasBook book, BigInteger daily, Share share, Supplier<Optional<BigInteger>> income) {
        this.book = book;
        this.daily = daily;
        this.share = share;
        this.income = income;
    }

    /** @param more wei that may be needed, with what is under way @throws ChainUnavailable {@code gas_budget_spent}, {@code gas_share_spent} */
    void check(BigInteger more) throws ChainUnavailable {
        Optional<ChainUnavailable> why = obstacle(more);
        refused = why.isPresent() ? more : null;
        if (why.isPresent()) {
            throw why.get();
        }
    }

    boolean allows(BigInteger more) {
        return obstacle(more).isEmpty();
    }

    void report(Report.Builder report) {
        allowance()
                .ifPresent(most -> report.fact(
                        "chain.gas.allowed",
                        ChainReport.ether(most) + " in all: " + share.percent + " % of an income of "
                                + dollars(income.get().orElse(BigInteger.ZERO)) + " dollars, and the gas of one day"));
        BigInteger wanted = refused;
        if (wanted != null) {
            obstacle(wanted)
                    .ifPresent(why -> report.problem(new Problem(
                            why.code(),
                            why.getMessage() + "; nothing more is sent",
                            why.code().equals("gas_budget_spent")
                                    ? "wait for midnight UTC, or raise gas.daily.max"
                                    : "it goes on with more income; or raise gas.income.percent, or correct gas.coin.dollars",
                            false)));
        }
    }

    private Optional<ChainUnavailable> obstacle(BigInteger more) {
        if (book.today().add(more).compareTo(daily) > 0) {
            return Optional.of(new ChainUnavailable(
                    "gas_budget_spent",
                    book.today() + " wei went for gas today and " + more + " more may be needed, gas.daily.max is "
                            + daily));
        }
        return allowance()
                .filter(most -> book.total().add(more).compareTo(most) > 0)
                .map(most -> new ChainUnavailable(
                        "gas_share_spent",
                        book.total() + " wei went for gas in all and " + more + " more may be needed, " + most
                                + " are allowed: gas.income.percent of what was earned, and the gas of one day"));
    }

    private Optional<BigInteger> allowance() {
        return share.percent == 0
                ? Optional.empty()
                : income.get().map(earned -> daily.add(share.of(earned.max(BigInteger.ZERO))));
    }

    private static String dollars(BigInteger millionths) {
        return Dollars.format(millionths.min(BigInteger.valueOf(Long.MAX_VALUE)).longValue());
    }
}
