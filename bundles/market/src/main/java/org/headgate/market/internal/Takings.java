package org.headgate.market.internal;

import java.math.BigInteger;
import java.util.Map;
import org.headgate.api.feed.Dollars;
import org.headgate.api.status.Problem;
import org.headgate.api.status.Report;
import org.headgate.market.internal.Totals.Key;
import org.headgate.x402.chain.PaymentChain;
import org.jspecify.annotations.Nullable;

/** What was earned, for the status. */
final class Takings {
    private final SellerTerms terms;
    private final Totals totals;
    private final ChannelBook channels;
    private final Exposure exposure;

    Takings(SellerTerms terms, Totals totals, ChannelBook channels, Exposure exposure) {
        this.terms = terms;
        this.totals = totals;
        this.channels = channels;
        this.exposure = exposure;
    }

    void report(Report.Builder report, @Nullable PaymentChain chain, long now) {
        BigInteger unclaimed = exposure.unclaimed();
        report.fact("earned", line(totals.all()))
                .fact("earned today", line(totals.today(now)))
                .metric("market.channels", channels.size())
                .metric("market.channels.max", terms.channels().most())
                .metric("market.unclaimed.millionths", clamp(unclaimed))
                .metric("market.offline.max.millionths", clamp(terms.channels().mostOffline()));
        sums(report, "market.total.", totals.all());
        sums(report, "market.today.", totals.today(now));
        if (exposure.offline(chain, now) && unclaimed.signum() > 0) {
            report.problem(new Problem(
                    "chain_offline",
                    "the chain cannot be seen, and " + dollars(unclaimed)
                            + " dollars are charged and not claimed; market.offline.max.dollars is "
                            + dollars(terms.channels().mostOffline()),
                    "look at what chain-evm says; claims follow by themselves once it is back",
                    false));
        }
        if (chain != null && chain.view().obstacle().isPresent()) {
            report.fact("chain", chain.view().obstacle().orElseThrow());
        }
    }

    private String line(Map<Key, BigInteger> sums) {
        String asset = Asset.token(terms.network(), terms.asset());
        BigInteger passes = sums.getOrDefault(new Key("sale", asset), BigInteger.ZERO);
        BigInteger records = sums.getOrDefault(new Key("charge", asset), BigInteger.ZERO);
        return dollars(passes.add(records)) + " dollars (" + dollars(passes) + " for passes, " + dollars(records)
                + " for records), claimed " + dollars(sums.getOrDefault(new Key("claim", asset), BigInteger.ZERO))
                + ", settled " + dollars(sums.getOrDefault(new Key("settlement", asset), BigInteger.ZERO)) + ", gas "
                + sums.getOrDefault(new Key("gas", Asset.gas(terms.network())), BigInteger.ZERO)
                        .negate()
                + " wei";
    }

    private void sums(Report.Builder report, String prefix, Map<Key, BigInteger> sums) {
        String asset = Asset.token(terms.network(), terms.asset());
        for (String kind : new String[] {"sale", "charge", "claim", "settlement", "refund"}) {
            report.metric(
                    prefix + kind + ".millionths", clamp(sums.getOrDefault(new Key(kind, asset), BigInteger.ZERO)));
        }
        report.metric(
                prefix + "gas.gwei",
                clamp(sums.getOrDefault(new Key("gas", Asset.gas(terms.network())), BigInteger.ZERO)
                        .negate()
                        .divide(BigInteger.valueOf(1_000_000_000))));
    }

    private static String dollars(BigInteger millionths) {
        return Dollars.format(clamp(millionths));
    }

    private static long clamp(BigInteger amount) {
        return amount.bitLength() < 64 ? amount.longValue() : amount.signum() * Long.MAX_VALUE;
    }
}
