package org.headgate.pay.http.internal;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.headgate.api.feed.FeedHistory;
import org.headgate.api.feed.Feeds;
import org.headgate.market.Sales;
import org.headgate.market.Sales.BoughtHistory;
import org.headgate.pay.http.internal.server.Answer;
import org.headgate.pay.http.internal.server.Request;
import org.jspecify.annotations.Nullable;

/** Gives a range of the past to who bought it, as often as he asks until it ends, from where he asks for. */
final class BoughtHistoryEndpoint implements Endpoint {
    private static final String BEARER = "Bearer ";

    private final Seller seller;
    private final Executor readers;
    private final boolean proofsAlone;
    private final LongSupplier clock;

    /** @param proofsAlone whether it gives the proofs without their records */
    BoughtHistoryEndpoint(Seller seller, Executor readers, boolean proofsAlone, LongSupplier clock) {
        this.seller = seller;
        this.readers = readers;
        this.proofsAlone = proofsAlone;
        this.clock = clock;
    }

    @Override
    public Set<String> methods() {
        return Set.of("GET");
    }

    @Override
    public CompletionStage<Answer> answer(Request request) {
        Sales sales = seller.sales();
        Feeds feeds = seller.feeds();
        if (sales == null || feeds == null) {
            return Router.done(Payments.marketAbsent());
        }
        long after;
        try {
            after = Long.parseLong(request.query().getOrDefault("after", "0"));
        } catch (NumberFormatException e) {
            return Router.done(Answer.error(
                    400,
                    "query_malformed",
                    "after is the last position that you have, a whole number",
                    "leave it out"));
        }
        Optional<String> token = request.header("Authorization")
                .filter(given -> given.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(given -> given.substring(BEARER.length()).strip());
        if (token.isEmpty()) {
            return Router.done(unknown());
        }
        return sales.history(request.path().get(1), token.get())
                .thenApply(bought -> given(feeds, bought, form(request), after))
                .exceptionally(Payments::failed);
    }

    private Answer given(Feeds feeds, @Nullable BoughtHistory bought, HistoryForm form, long after) {
        if (bought == null) {
            return unknown();
        }
        Optional<FeedHistory> history = feeds.history(bought.feed());
        if (bought.until() <= clock.getAsLong() || history.isEmpty()) {
            return Answer.error(
                    410,
                    "history_ended",
                    history.isEmpty()
                            ? "the feed is there no more"
                            : "the range could be had until " + bought.until() + ", in milliseconds since 1970",
                    "buy it again, if you need it again");
        }
        return Answer.of(form.type, new HistoryBody(history.get(), bought, form, after, readers), Map.of());
    }

    private HistoryForm form(Request request) {
        if (proofsAlone) {
            return HistoryForm.PROOFS;
        }
        return request.header("Accept").orElse("").contains("cbor") ? HistoryForm.LEAVES : HistoryForm.LINES;
    }

    private static Answer unknown() {
        return Answer.error(
                        401,
                        "history_unknown",
                        "nothing was bought under this address by who has this token",
                        "send the header Authorization: Bearer, with the token of the answer to your payment; "
                                + "the same payment again tells it again")
                .with("WWW-Authenticate", "Bearer");
    }
}
