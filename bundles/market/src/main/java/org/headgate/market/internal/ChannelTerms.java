package org.headgate.market.internal;

import java.math.BigInteger;
import java.util.concurrent.TimeUnit;
import org.headgate.api.feed.Dollars;
import org.headgate.api.feed.Tariff;
import org.headgate.market.Sales.NotForSale;
import org.headgate.x402.BatchSettlement;
import org.headgate.x402.VoucherRule;

/**
 * On what terms payment channels are sold from. Amounts in the asset's smallest unit.
 *
 * @param withdrawDelay seconds
 * @param claimMargin milliseconds
 * @param claimPeriod milliseconds
 */
record ChannelTerms(
        int most,
        long withdrawDelay,
        long claimMargin,
        long claimPeriod,
        BigInteger claimThreshold,
        BigInteger leastDeposit,
        int creditRecords,
        BigInteger mostCredit,
        int requestRecords,
        BigInteger mostOffline) {

    static ChannelTerms read(MarketConfig config) throws NotForSale {
        long delay = TimeUnit.HOURS.toSeconds(config.withdraw_delay_hours());
        if (delay < BatchSettlement.SHORTEST_WITHDRAW_DELAY || delay > BatchSettlement.LONGEST_WITHDRAW_DELAY) {
            throw SellerTerms.misconfigured(
                    "market.withdraw.delay.hours", "is " + config.withdraw_delay_hours() + ": give 1 to 720");
        }
        if (config.claim_margin_hours() < 0 || config.claim_margin_hours() >= config.withdraw_delay_hours()) {
            throw SellerTerms.misconfigured(
                    "market.claim.margin.hours",
                    "is " + config.claim_margin_hours() + ": give less than market.withdraw.delay.hours, which is "
                            + config.withdraw_delay_hours());
        }
        return new ChannelTerms(
                config.channels_max(),
                delay,
                TimeUnit.HOURS.toMillis(config.claim_margin_hours()),
                TimeUnit.HOURS.toMillis(Math.max(1, config.claim_period_hours())),
                dollars("market.claim.threshold.dollars", config.claim_threshold_dollars()),
                dollars("market.deposit.min.dollars", config.deposit_min_dollars()),
                Math.max(1, config.credit_window_records()),
                dollars("market.credit.max.dollars", config.credit_max_dollars()),
                Math.max(1, config.request_records()),
                dollars("market.offline.max.dollars", config.offline_max_dollars()));
    }

    /** What is offered to be signed for at once: never less than for one record. @param largest how many bytes that may have; below 1,024 as many */
    BigInteger amount(Tariff tariff, VoucherRule rule, int largest) {
        BigInteger one = BigInteger.valueOf(tariff.delivery(1_024));
        BigInteger usual = rule == VoucherRule.REQUEST
                ? one.multiply(BigInteger.valueOf(requestRecords))
                : one.multiply(BigInteger.valueOf(creditRecords)).min(mostCredit);
        return usual.max(BigInteger.valueOf(tariff.delivery(Math.max(1_024, largest))));
    }

    private static BigInteger dollars(String key, String text) throws NotForSale {
        try {
            return BigInteger.valueOf(Dollars.parse(text.strip()));
        } catch (IllegalArgumentException e) {
            throw SellerTerms.misconfigured(key, e.getMessage());
        }
    }
}
