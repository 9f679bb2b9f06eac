package org.headgate.pay.http.internal;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.api.market.Entitlements.Due;
import org.headgate.api.market.Passes.Pass;
import org.headgate.market.Sales;
import org.headgate.x402.ExactPayment;
import org.headgate.x402.Network;
import org.headgate.x402.OfferReceipt;
import org.headgate.x402.PaymentIdentifier;
import org.headgate.x402.PaymentPayload;
import org.headgate.x402.PaymentRefused;
import org.headgate.x402.PaymentRequired;
import org.headgate.x402.PaymentRequirements;
import org.headgate.x402.Resource;
import org.headgate.x402.SettlementResponse;
import org.headgate.x402.VoucherRule;
import org.jspecify.annotations.Nullable;

/** Sells by the checks that need no chain; the feed's name says what becomes of a payment. */
final class TestSales implements Sales {
    static final Network NETWORK = new Network(84_532);
    static final Address DOLLAR = Address.parse("0x036cbd53842c5426634e7929541ec2318f3dcf7e");
    static final Address PAY_TO = Address.parse("0x1111111111111111111111111111111111111111");
    static final long PRICE = 250_000;
    static final long HISTORY_PRICE = 20;
    static final String HISTORY_TOKEN = "a-history-token";

    /** Addresses at which passes were bought, or tried to. */
    final List<String> asked = new CopyOnWriteArrayList<>();
    /** How often terms were told, which are signed each time. */
    final AtomicInteger told = new AtomicInteger();

    final Map<Address, Holdings> holdings = new ConcurrentHashMap<>();

    volatile boolean keepsChannels = true;
    boolean sellsHistory;
    /** What was bought. */
    volatile @Nullable BoughtHistory history;

    @Override
    public PaymentRequired passTerms(String feed, String url) throws NotForSale {
        PaymentRequired offer = passOffer(feed, url);
        told.incrementAndGet();
        ObjectNode extensions = new JsonMapper().createObjectNode();
        extensions.putObject(OfferReceipt.NAME);
        extensions.putObject(PaymentIdentifier.NAME);
        return new PaymentRequired(null, offer.resource(), offer.accepts(), extensions);
    }

    @Override
    public PaymentRequired passOffer(String feed, String url) throws NotForSale {
        switch (feed) {
            case "air", "unsettled", "pending", "broken", "silent" -> {}
            case "granted" -> throw new NotForSale("not_priced", "the feed granted is by grant alone");
            case "closed" -> throw new NotForSale("chain_absent", "nothing speaks to eip155:84532 now");
            default -> throw new NotForSale("feed_unknown", "there is no feed " + feed);
        }
        ObjectNode extra =
                new JsonMapper().createObjectNode().put("name", "USDC").put("version", "2");
        PaymentRequirements way = new PaymentRequirements(
                PaymentRequirements.EXACT, NETWORK, BigInteger.valueOf(PRICE), DOLLAR, PAY_TO, 60, extra);
        return new PaymentRequired(null, new Resource(url), List.of(way), null);
    }

    @Override
    public CompletionStage<Sale> buyPass(String feed, String url, PaymentPayload payment) {
        asked.add(url);
        PaymentRequired offer;
        try {
            offer = passOffer(feed, url);
        } catch (NotForSale e) {
            return CompletableFuture.failedFuture(e);
        }
        return switch (feed) {
            case "silent" -> new CompletableFuture<>();
            case "broken" -> CompletableFuture.failedFuture(new IllegalStateException("a secret of the inside"));
            default -> CompletableFuture.completedFuture(sale(feed, offer, payment));
        };
    }

    private static Sale sale(String feed, PaymentRequired offer, PaymentPayload payment) {
        try {
            PaymentRequirements way = offer.chosenBy(payment);
            ExactPayment exact = ExactPayment.read(payment);
            exact.check(way, System.currentTimeMillis() / 1000);
            if (!feed.equals("air")) {
                String code = feed.equals("pending") ? "settlement_pending" : "invalid_transaction_state";
                String hash = feed.equals("pending") ? "0x" + "ab".repeat(32) : "";
                return new Sale.NotSettled(
                        offer, SettlementResponse.failed(NETWORK, exact.payer(), hash, code, "the chain says no"));
            }
            Pass pass = new Pass("p-1", feed, exact.payer().toString(), 1_000, 61_000, "active", "");
            return new Sale.Done(
                    SettlementResponse.settled(
                            NETWORK, exact.payer(), "0x" + "cd".repeat(32), BigInteger.valueOf(PRICE), null),
                    new BoughtPass(pass, "a-token"));
        } catch (PaymentRefused e) {
            PaymentRequired why = new PaymentRequired(e.code(), offer.resource(), offer.accepts(), null);
            return new Sale.Refused(why, e);
        }
    }

    @Override
    public PaymentRequired historyTerms(String feed, String url, HistoryRange range) throws NotForSale {
        passOffer(feed, url);
        if (history == null && !sellsHistory) {
            throw new NotForSale("not_priced", "no range of the past is sold here");
        }
        PaymentRequirements way = new PaymentRequirements(
                PaymentRequirements.EXACT,
                NETWORK,
                BigInteger.valueOf(HISTORY_PRICE * range.records()),
                DOLLAR,
                PAY_TO,
                60,
                new JsonMapper().createObjectNode().put("name", "USDC").put("version", "2"));
        return new PaymentRequired(null, new Resource(url), List.of(way), null);
    }

    @Override
    public PaymentRequired historyOffer(String feed, String url, HistoryRange range) throws NotForSale {
        return historyTerms(feed, url, range);
    }

    @Override
    public CompletionStage<Sale> buyHistory(String feed, String url, PaymentPayload payment, HistoryRange range) {
        return CompletableFuture.failedFuture(new NotForSale("not_priced", "no range of the past is sold here"));
    }

    @Override
    public CompletionStage<@Nullable BoughtHistory> history(String id, String token) {
        return CompletableFuture.completedFuture(HISTORY_TOKEN.equals(token) ? history : null);
    }

    @Override
    public PaymentRequired recordsOffer(String feed, String url, VoucherRule rule) throws NotForSale {
        throw new NotForSale("not_priced", "no records are sold here");
    }

    @Override
    public CompletionStage<Sale> pay(String feed, String url, PaymentPayload payment, VoucherRule rule, List<Due> due) {
        return CompletableFuture.failedFuture(new NotForSale("not_priced", "no records are sold here"));
    }

    @Override
    public boolean keeps(Hash channelId) {
        return keepsChannels;
    }

    @Override
    public Holdings holdings(Address wallet) {
        return holdings.getOrDefault(wallet, new Holdings(List.of(), List.of()));
    }

    @Override
    public int recordsARequest() {
        return 10;
    }
}
