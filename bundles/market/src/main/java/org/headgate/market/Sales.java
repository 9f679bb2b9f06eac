package org.headgate.market;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.api.market.Entitlements.Charge;
import org.headgate.api.market.Entitlements.Due;
import org.headgate.api.market.Passes.Pass;
import org.headgate.x402.ChannelConfig;
import org.headgate.x402.ChannelState;
import org.headgate.x402.Network;
import org.headgate.x402.PaymentPayload;
import org.headgate.x402.PaymentRefused;
import org.headgate.x402.PaymentRequired;
import org.headgate.x402.SettlementResponse;
import org.headgate.x402.VoucherRule;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Sells what feeds offer, for x402 payments, whatever brings them. Safe for any thread; nothing blocks. What a stage completes with is synced in the ledger; stages fail with
 * {@link NotForSale}, and with anything else only where the gateway is at fault.
 */
@ProviderType
public interface Sales {

    /**
     * What a pass for the feed costs, by the scheme {@code exact}: for catalogues, and to compare with.
     *
     * @param url under which it is sold, for the offer and the receipt
     */
    PaymentRequired passTerms(String feed, String url) throws NotForSale;

    /** As {@link #passTerms}, for one who asks: with a ticket of his own in {@code extra}, without which a payment for this offer cannot be repeated. */
    PaymentRequired passOffer(String feed, String url) throws NotForSale;

    /**
     * Sells a pass. The same payment again with the same ticket, or another with the same payment-identifier from the same payer, gives the same pass; so does any other payment of his for the feed, while
     * he was told to ask again and has not been told his pass: it is not taken then.
     */
    CompletionStage<Sale> buyPass(String feed, String url, PaymentPayload payment);

    /** As {@link #buyPass}, brought by who has shown that the payer's wallet is his: the same payment again needs no ticket. */
    default CompletionStage<Sale> buyOwnPass(String feed, String url, PaymentPayload payment) {
        return buyPass(feed, url, payment);
    }

    /**
     * What a range of a feed's past costs, by the scheme {@code exact}, for catalogues, and to compare with.
     *
     * @param range as it can be delivered; its bounds and its count are part of the offer
     */
    PaymentRequired historyTerms(String feed, String url, HistoryRange range) throws NotForSale;

    /** As {@link #historyTerms}, for one who asks: with a ticket, as {@link #passOffer}. */
    PaymentRequired historyOffer(String feed, String url, HistoryRange range) throws NotForSale;

    /** Sells a range of the past. The same payment again with the same ticket gives the same purchase, whatever has become of the range. */
    CompletionStage<Sale> buyHistory(String feed, String url, PaymentPayload payment, HistoryRange range);

    /** What was bought under an id, for who has its token; null where nothing was, or by another. Ended ones too, for as long as they are kept. Reads the disk on another thread. */
    CompletionStage<@Nullable BoughtHistory> history(String id, String token);

    /**
     * What records cost, by the scheme {@code batch-settlement}.
     *
     * @param rule whether a voucher is for one request, or for a window of credit on a feed that is delivered as it comes
     */
    PaymentRequired recordsOffer(String feed, String url, VoucherRule rule) throws NotForSale;

    /**
     * Takes a payment of the scheme {@code batch-settlement}: opens a channel or adds to it, takes a voucher, gives back what is left. With the voucher are charged, in one commit, the
     * records that a request gives; those that are delivered as they come are charged by {@link org.headgate.api.market.Entitlements#charge}, to the address of who signs the vouchers.
     *
     * @param due records of the request, in the order of their positions, without leaving out one of the feed that lies between; none but for {@link VoucherRule#REQUEST}
     */
    CompletionStage<Sale> pay(String feed, String url, PaymentPayload payment, VoucherRule rule, List<Due> due);

    /**
     * As {@link #pay(String, String, PaymentPayload, VoucherRule, List)} by {@link VoucherRule#CREDIT}, for one of several clients of a wallet: what is delivered to that client of this feed is charged
     * to this channel from then on.
     */
    default CompletionStage<Sale> pay(String client, String feed, String url, PaymentPayload payment) {
        return pay(feed, url, payment, VoucherRule.CREDIT, List.of());
    }

    /** Whether there is a channel of this id in the books: of any other the chain is asked. */
    boolean keeps(Hash channelId);

    /** What a wallet has here, for who has shown that it is his: the passwords of passes are told. Signs once a pass, so it takes its time. */
    Holdings holdings(Address wallet) throws NotForSale;

    /** How many records one request gives at most for the amount of {@link #recordsOffer}. */
    int recordsARequest();

    /** What became of a payment. */
    sealed interface Sale {
        /**
         * @param pass what was bought; null for a channel and for history
         * @param history what was bought; null for a channel and for a pass
         * @param charges what is paid of the records that were due, in their order: fewer where the voucher does not go further. A position that was charged before is free
         */
        record Done(
                SettlementResponse response,
                @Nullable BoughtPass pass,
                @Nullable BoughtHistory history,
                List<Charge> charges)
                implements Sale {
            public Done {
                charges = List.copyOf(charges);
            }

            /** Of a channel. */
            public Done(SettlementResponse response, @Nullable BoughtPass pass, List<Charge> charges) {
                this(response, pass, null, charges);
            }

            /** Of a pass. */
            public Done(SettlementResponse response, @Nullable BoughtPass pass) {
                this(response, pass, null, List.of());
            }

            /** Of a range of the past. */
            public Done(SettlementResponse response, BoughtHistory history) {
                this(response, null, history, List.of());
            }
        }

        /** Nothing was taken. @param offer with the code of {@code why} as its error, corrected where the payer lost count */
        record Refused(PaymentRequired offer, PaymentRefused why) implements Sale {}

        /** The payment was right, and the chain did not take it, or not yet ({@code settlement_pending}). */
        record NotSettled(PaymentRequired offer, SettlementResponse response) implements Sale {}
    }

    /** @param token what the buyer signs in with, beside the pass's id */
    record BoughtPass(Pass pass, String token) {
        @Override
        public String toString() {
            return "BoughtPass[" + pass + "]";
        }
    }

    /** The newest come first, {@link #MOST} of each kind at most. */
    record Holdings(List<HeldPass> passes, List<HeldChannel> channels) {
        public static final int MOST = 100;

        public Holdings {
            passes = List.copyOf(passes);
            channels = List.copyOf(channels);
        }

        public boolean isEmpty() {
            return passes.isEmpty() && channels.isEmpty();
        }
    }

    /** @param token the same as when it was bought; null where it has ended, was granted and not paid for, or was sold under another key of the gateway */
    record HeldPass(Pass pass, @Nullable String token) {
        @Override
        public String toString() {
            return "HeldPass[" + pass + "]";
        }
    }

    /** @param state its {@code lastVoucher} tells what is signed */
    record HeldChannel(Hash id, Network network, ChannelConfig config, ChannelState state) {}

    /** Positions of a feed, inclusive on both ends. @param records how many the feed has there */
    record HistoryRange(long from, long to, long records) {}

    /** @param token by which the buyer is known @param until milliseconds since the epoch */
    record BoughtHistory(String id, String feed, HistoryRange range, long until, String token) {
        @Override
        public String toString() {
            return "BoughtHistory[" + id + ", " + feed + ", " + range + ", until " + until + "]";
        }
    }

    /** It cannot be sold now. */
    final class NotForSale extends Exception {
        private static final long serialVersionUID = 1L;

        private final String code;

        public NotForSale(String code, String message) {
            super(message, null, false, false);
            this.code = code;
        }

        /** For example {@code feed_unknown}, {@code not_priced}, {@code chain_absent}, {@code token_domain_mismatch}, {@code chain_view_too_old}, {@code books_unavailable}. */
        public String code() {
            return code;
        }
    }
}
