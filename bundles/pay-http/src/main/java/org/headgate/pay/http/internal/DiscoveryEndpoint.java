package org.headgate.pay.http.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.headgate.pay.http.internal.server.Answer;
import org.headgate.pay.http.internal.server.Request;
import org.headgate.x402.PaymentRequirements;

/** What is for sale in the form that catalogues of x402 read: {@code GET /discovery/resources}. */
final class DiscoveryEndpoint implements Endpoint {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int MOST = 100;

    private final Shelf shelf;

    DiscoveryEndpoint(Shelf shelf) {
        this.shelf = shelf;
    }

    @Override
    public Set<String> methods() {
        return Set.of("GET");
    }

    @Override
    public CompletionStage<Answer> answer(Request request) {
        Map<String, String> query = request.query();
        int limit;
        int offset;
        try {
            limit = Math.min(MOST, number(query, "limit", MOST));
            offset = number(query, "offset", 0);
        } catch (NumberFormatException e) {
            return Router.done(Answer.error(
                    400, "query_malformed", "limit and offset are whole numbers", "leave them out, or correct them"));
        }
        List<ObjectNode> found = Stream.concat(
                        shelf.items(request.base()).stream(), shelf.history(request.base()).stream())
                .filter(item -> fits(item, query))
                .map(DiscoveryEndpoint::json)
                .filter(item -> hasExtensions(item, query.get("extensions")))
                .toList();
        ObjectNode out = JSON.createObjectNode().put("x402Version", 2);
        out.putArray("items").addAll(found.stream().skip(offset).limit(limit).toList());
        out.putObject("pagination").put("limit", limit).put("offset", offset).put("total", found.size());
        return Router.done(Answer.of(200, out.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private static int number(Map<String, String> query, String name, int otherwise) {
        String text = query.get(name);
        int value = text == null ? otherwise : Integer.parseInt(text);
        if (value < 0) {
            throw new NumberFormatException(text);
        }
        return value;
    }

    private static boolean fits(Shelf.Item item, Map<String, String> query) {
        return query.getOrDefault("type", "http").equals("http")
                && item.offer().accepts().stream().anyMatch(way -> fits(way, query));
    }

    private static boolean fits(PaymentRequirements way, Map<String, String> query) {
        return equal(query.get("payTo"), way.payTo().toString())
                && equal(query.get("scheme"), way.scheme())
                && equal(query.get("network"), way.network().toString());
    }

    private static boolean equal(@org.jspecify.annotations.Nullable String asked, String is) {
        return asked == null || asked.equalsIgnoreCase(is);
    }

    private static boolean hasExtensions(ObjectNode item, @org.jspecify.annotations.Nullable String asked) {
        return asked == null || List.of(asked.split(",")).stream().allMatch(item.path("extensions")::has);
    }

    private static ObjectNode json(Shelf.Item item) {
        try {
            JsonNode offer = JSON.readTree(item.offer().json());
            ObjectNode out = JSON.createObjectNode()
                    .put("resource", item.offer().resource().url())
                    .put("type", "http")
                    .put("x402Version", 2);
            out.set("accepts", offer.path("accepts"));
            out.put("lastUpdated", Instant.ofEpochMilli(item.changedAt()).toString());
            if (offer.has("extensions")) {
                out.set("extensions", offer.get("extensions"));
            }
            ObjectNode metadata = out.putObject("metadata")
                    .put("feed", item.feed().id())
                    .put("title", item.feed().title());
            if (item.goods().equals(Shelf.HISTORY)) {
                metadata.put("unit", "record")
                        .put("recordPrice", Long.toString(item.feed().tariff().history()));
            } else {
                metadata.put("passSeconds", Long.toString(item.feed().tariff().passSeconds()));
            }
            return out;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was written is read", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
