package org.headgate.api.market;

import java.math.BigInteger;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What was earned, with what and from whom, and what is outstanding: for the operator. Amounts are in the smallest unit of their asset, assets are named after CAIP-19, days are those of UTC.
 * Safe for any thread; reads the disk, so it blocks.
 */
@ProviderType
public interface Accounts {

    /** What sums are told apart by. */
    enum By {
        DAY,
        FEED,
        BUYER
    }

    /** What moved. {@code PASS} and {@code HISTORY} are what was sold by payments of their own, {@code RECORDS} is what was charged to channels; these three are what was earned. */
    enum Entry {
        RECORDS,
        PASS,
        HISTORY,
        /** Of what was charged, what the chain knows as the seller's. */
        CLAIMED,
        /** Of what was claimed, what was moved to him. */
        SETTLED,
        /** What payers got back of what they had paid in and not used. */
        REFUNDED,
        /** In the coin of the network. */
        GAS
    }

    /**
     * What the ledger adds up to, as far back as it is kept.
     *
     * @param from the first day
     * @param to the last day
     * @return in the order of days, then of feeds and buyers; nothing where nothing moved
     */
    List<Sum> sums(LocalDate from, LocalDate to, Set<By> by) throws BooksUnavailable;

    /** What is charged, claimed or under way, and not with the seller yet. */
    List<Receivable> receivables() throws BooksUnavailable;

    /** Payment channels, those that were used last first. @param owing only those of which something is charged and not claimed */
    List<Channel> channels(int max, boolean owing) throws BooksUnavailable;

    /** @param id 0x and 64 hex digits, or as many of them, 8 at least, as no other channel begins with */
    Optional<Channel> channel(String id) throws BooksUnavailable;

    /**
     * One sum.
     *
     * @param day null where days are not told apart
     * @param feed empty where feeds are not told apart, and of what is not of one feed: all but what was earned
     * @param buyer the payer's address; empty where buyers are not told apart, and of what is not of one buyer: settlements and gas
     * @param amount not below 0
     * @param count how often; of {@code RECORDS} how many ranges of them
     */
    record Sum(
            @Nullable LocalDate day,
            String feed,
            String buyer,
            Entry entry,
            String asset,
            BigInteger amount,
            long count) {}

    /**
     * What is outstanding for one reason.
     *
     * @param code {@code claim_waits}, {@code claim_due}, {@code claim_refused}, {@code chain_offline}, {@code network_changed}, {@code settlement_waits}, {@code payment_pending}, or
     *     {@code uncovered}: lost
     * @param count of how many channels or payments
     * @param due milliseconds since the epoch: when it is done at the latest, as far as it is up to the gateway; 0 where nobody knows
     */
    record Receivable(String code, String asset, BigInteger amount, int count, String reason, long due) {}

    /**
     * A payment channel. Times in milliseconds since the epoch, 0 where there is none.
     *
     * @param signer by whose address buyers of records are known
     * @param feeds of which records were charged to it
     * @param deposited what was paid in, less what was given back
     * @param charged all told
     * @param signed the last voucher's maximum
     * @param claimed of what was charged
     * @param atRisk charged and not claimed
     * @param state {@code open}, {@code withdrawing}, {@code refunding}, {@code unseen} or {@code closed}
     * @param deadline when the payer can withdraw, or, of one that is {@code open}, until when it is sold from without a view of the chain
     * @param seenAt when it was seen on chain last
     * @param voucher the last one's signature, 0x and 130 hex digits; empty where there is none
     */
    record Channel(
            String id,
            String asset,
            String payer,
            String signer,
            List<String> feeds,
            BigInteger deposited,
            BigInteger charged,
            BigInteger signed,
            BigInteger claimed,
            BigInteger atRisk,
            String state,
            String reason,
            long deadline,
            long seenAt,
            long usedAt,
            String voucher) {
        public Channel {
            feeds = List.copyOf(feeds);
        }
    }

    /** The books cannot be read now; the message says why. */
    final class BooksUnavailable extends Exception {
        private static final long serialVersionUID = 1L;

        public BooksUnavailable(String message) {
            super(message, null, false, false);
        }

        public String code() {
            return "books_unavailable";
        }
    }
}
