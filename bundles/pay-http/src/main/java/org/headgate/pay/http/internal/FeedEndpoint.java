package org.headgate.pay.http.internal;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.headgate.api.feed.Feeds;
import org.headgate.pay.http.internal.server.Answer;
import org.headgate.pay.http.internal.server.Request;

/** What is said of feeds to anyone: the same JSON as on the topics of the same name. */
final class FeedEndpoint implements Endpoint {
    private final Seller seller;
    private final BiFunction<Feeds, Request, Optional<String>> text;

    private FeedEndpoint(Seller seller, BiFunction<Feeds, Request, Optional<String>> text) {
        this.seller = seller;
        this.text = text;
    }

    static FeedEndpoint catalog(Seller seller) {
        return new FeedEndpoint(seller, (feeds, request) -> Optional.of(feeds.catalog()));
    }

    static FeedEndpoint offer(Seller seller) {
        return new FeedEndpoint(
                seller, (feeds, request) -> feeds.find(request.path().get(1)).map(Feeds.FeedState::offer));
    }

    @Override
    public Set<String> methods() {
        return Set.of("GET");
    }

    @Override
    public CompletionStage<Answer> answer(Request request) {
        Feeds feeds = seller.feeds();
        if (feeds == null) {
            return Router.done(Payments.marketAbsent());
        }
        return Router.done(text.apply(feeds, request)
                .map(json -> Answer.of(200, json.getBytes(StandardCharsets.UTF_8)))
                .orElseGet(() -> Answer.error(
                        404,
                        "feed_unknown",
                        "there is no feed " + request.path().get(1),
                        "ask for /catalog to see what is for sale")));
    }
}
