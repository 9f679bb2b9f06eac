package org.headgate.pay.http.internal;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.headgate.api.market.Passes.Pass;
import org.headgate.market.Sales.BoughtPass;
import org.headgate.market.Sales.Holdings;
import org.headgate.pay.http.internal.server.Request;
import org.jspecify.annotations.Nullable;

/** What a buyer needs to use a pass. */
final class PassJson {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Map<String, String> SCHEMES = Map.of(
            "mqtt-door", "mqtt",
            "mqtt-door.tls", "mqtts",
            "mqtt-door.websocket", "ws",
            "mqtt-door.websocket.tls", "wss");
    private static final List<String> TOPICS = List.of("records", "records/leaf", "proofs");

    private final List<String> brokers;
    private final Supplier<Map<String, Integer>> doors;

    /** @param brokers addresses to tell; empty: those of the door @param doors ports of the door's listeners, by name */
    PassJson(List<String> brokers, Supplier<Map<String, Integer>> doors) {
        this.brokers = List.copyOf(brokers);
        this.doors = doors;
    }

    ObjectNode of(@Nullable BoughtPass bought, Request request) {
        return bought == null ? JSON.createObjectNode() : of(bought.pass(), bought.token(), request);
    }

    /** @param token null where it cannot be told */
    ObjectNode of(Pass pass, @Nullable String token, Request request) {
        ObjectNode out = JSON.createObjectNode().put("feed", pass.feed());
        ArrayNode broker = out.putArray("broker");
        brokers(request).forEach(broker::add);
        out.put("user", pass.id());
        if (token != null) {
            out.put("password", token);
        }
        ArrayNode topics = out.putArray("topics");
        TOPICS.forEach(topic -> topics.add("feeds/" + pass.feed() + "/" + topic));
        return out.put("from", Long.toString(pass.from())).put("until", Long.toString(pass.until()));
    }

    Stream<ObjectNode> of(Holdings held, Request request) {
        return held.passes().stream().map(mine -> {
            Pass pass = mine.pass();
            ObjectNode out = of(pass, mine.token(), request).put("state", pass.state());
            return pass.reason().isEmpty() ? out : out.put("reason", pass.reason());
        });
    }

    /** In order of preference: who came over TLS is not told first of a door without it. */
    private List<String> brokers(Request request) {
        if (!brokers.isEmpty()) {
            return brokers;
        }
        List<String> derived = new ArrayList<>();
        doors.get().forEach((listener, port) -> {
            String scheme = SCHEMES.get(listener);
            if (scheme != null) {
                derived.add(scheme + "://" + request.host() + ":" + port);
            }
        });
        if (request.base().startsWith("https:")) {
            derived.sort(Comparator.comparing(broker -> !broker.matches("(mqtts|wss):.*")));
        }
        return derived;
    }
}
