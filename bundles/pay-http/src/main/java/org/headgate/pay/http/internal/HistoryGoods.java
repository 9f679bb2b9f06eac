package org.headgate.pay.http.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.headgate.api.feed.FeedHistory;
import org.headgate.api.feed.Feeds;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.market.Sales;
import org.headgate.market.Sales.BoughtHistory;
import org.headgate.market.Sales.HistoryRange;
import org.headgate.market.Sales.NotForSale;
import org.headgate.pay.http.internal.SaleEndpoint.QueryMalformed;
import org.headgate.pay.http.internal.server.Answer;
import org.headgate.pay.http.internal.server.Request;
import org.headgate.x402.PaymentPayload;

/**
 * Sells a range of a feed's past as one purchase. The offer says which records there are, and what is gone; the payment brings the range back, so that the same is sold that was offered,
 * whatever was sealed since.
 */
final class HistoryGoods implements SaleEndpoint.Goods {
    private static final JsonMapper JSON = new JsonMapper();

    private final Seller seller;
    private final Worker readers;

    /** @param readers read the disk */
    HistoryGoods(Seller seller, Worker readers) {
        this.seller = seller;
        this.readers = readers;
    }

    /** @param from, to positions, inclusive */
    private record Asked(long from, long to) {
        static Asked of(Map<String, String> query) throws QueryMalformed {
            return of(query.getOrDefault("from", "1"), query.getOrDefault("to", Long.toString(Long.MAX_VALUE - 1)));
        }

        static Asked of(JsonNode extra) throws QueryMalformed {
            return of(extra.path("from").asText(), extra.path("to").asText());
        }

        private static Asked of(String from, String to) throws QueryMalformed {
            try {
                Asked asked = new Asked(Long.parseLong(from), Long.parseLong(to));
                if (asked.from >= 1 && asked.to >= asked.from && asked.to < Long.MAX_VALUE) {
                    return asked;
                }
            } catch (NumberFormatException e) {
                throw malformed();
            }
            throw malformed();
        }

        private static QueryMalformed malformed() {
            return new QueryMalformed(
                    "range_malformed",
                    "from and to are positions of the feed, whole numbers from 1 on, from not above to: "
                            + "in the address, and in the payment's accepted.extra as the offer has them",
                    "leave them out for all that there is, or correct them");
        }
    }

    @Override
    public CompletionStage<Answer> offer(Sales sales, String feed, Request request) throws NotForSale, QueryMalformed {
        return find(feed, Asked.of(request.query())).thenApply(found -> offer(sales, feed, request, found));
    }

    @Override
    public CompletionStage<Answer> sell(Sales sales, String feed, Request request, PaymentPayload payment)
            throws NotForSale, QueryMalformed {
        return find(feed, Asked.of(payment.accepted().extra()))
                .thenCompose(found -> sales.buyHistory(feed, url(request, found.range()), payment, found.range()))
                .thenApply(sale -> Payments.told(sale, done -> Payments.ok(json(done.history(), request.base()))));
    }

    /** Whether it is for sale at all is told before the disk is read. */
    private static FeedHistory history(Feeds feeds, String feed) throws NotForSale {
        boolean priced = feeds.find(feed)
                .map(state -> state.definition().tariff().history() > 0)
                .orElse(true);
        if (!priced) {
            throw new NotForSale("not_priced", "feed " + feed + " sells no range of the past: ask its operator");
        }
        return feeds.history(feed).orElseThrow(() -> new NotForSale("feed_unknown", "there is no feed " + feed));
    }

    private CompletionStage<HistoryFound> find(String feed, Asked asked) throws NotForSale {
        Feeds feeds = seller.feeds();
        if (feeds == null) {
            throw Payments.absent();
        }
        FeedHistory history = history(feeds, feed);
        return readers.run(() -> {
            try {
                return HistoryFound.find(history, asked.from(), asked.to());
            } catch (JournalUnavailable e) {
                throw new NotForSale("records_unavailable", String.valueOf(e.getMessage()));
            }
        });
    }

    private static Answer offer(Sales sales, String feed, Request request, HistoryFound found) {
        HistoryRange range = found.range();
        if (range.records() == 0) {
            return Payments.notForSale(new NotForSale(
                    "history_empty", "the feed keeps no record of that range that it can prove; nothing is charged"));
        }
        try {
            Answer answer = Payments.required(sales.historyOffer(feed, url(request, range), range));
            ObjectNode body = (ObjectNode) JSON.readTree(answer.body());
            body.set("range", json(range));
            ArrayNode gone = body.putArray("gone");
            found.gone()
                    .forEach(part -> gone.addObject()
                            .put("from", Long.toString(part.from()))
                            .put("to", Long.toString(part.to())));
            return new Answer(answer.status(), answer.type(), body.toString().getBytes(UTF_8), answer.headers());
        } catch (NotForSale e) {
            return Payments.notForSale(e);
        } catch (java.io.IOException e) {
            throw new IllegalStateException("what was written is read", e);
        }
    }

    private static ObjectNode json(BoughtHistory bought, String base) {
        ObjectNode out = JSON.createObjectNode().put("feed", bought.feed());
        out.set("range", json(bought.range()));
        return out.put("url", base + "/history/" + bought.id())
                .put("proofs", base + "/history/" + bought.id() + "/proofs")
                .put("token", bought.token())
                .put("until", Long.toString(bought.until()));
    }

    private static ObjectNode json(HistoryRange range) {
        return JSON.createObjectNode()
                .put("from", Long.toString(range.from()))
                .put("to", Long.toString(range.to()))
                .put("records", Long.toString(range.records()));
    }

    /** With the bounds of what is sold: it stands in the receipt. */
    private static String url(Request request, HistoryRange range) {
        return request.url() + "?from=" + range.from() + "&to=" + range.to();
    }
}
