package org.headgate.feeds.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.headgate.api.feed.FeedDefinition;
import org.headgate.api.feed.FeedDefinition.Identity;
import org.headgate.api.feed.Tariff;
import org.headgate.api.message.Kind;
import org.headgate.api.message.Trust;

/** Definitions as they are kept, and as an offer tells them. */
final class DefinitionJson {
    static final ObjectMapper JSON = new ObjectMapper();

    private DefinitionJson() {}

    static ObjectNode write(FeedDefinition definition) {
        ObjectNode node = JSON.createObjectNode();
        node.put("feed", definition.id());
        node.put("version", definition.version());
        node.put("title", definition.title());
        definition.devices().forEach(node.putArray("devices")::add);
        definition.quantities().forEach(node.putArray("quantities")::add);
        var kinds = node.putArray("kinds");
        definition.kinds().forEach(kind -> kinds.add(kind.code()));
        node.put("trust", definition.minTrust().code());
        definition.cells().forEach(node.putArray("cells")::add);
        node.put("window", definition.window());
        node.put("coarsenTo", definition.coarsenTo());
        node.put("identity", definition.identity().name().toLowerCase(java.util.Locale.ROOT));
        node.put("replayHours", definition.replayHours());
        node.put("sampleDelaySeconds", definition.sampleDelaySeconds());
        Tariff tariff = definition.tariff();
        if (!tariff.equals(Tariff.NONE)) {
            node.putObject("tariff")
                    .put("pass", Long.toString(tariff.pass()))
                    .put("passSeconds", tariff.passSeconds())
                    .put("record", Long.toString(tariff.record()))
                    .put("kilobyte", Long.toString(tariff.kilobyte()))
                    .put("history", Long.toString(tariff.history()));
        }
        return node;
    }

    static FeedDefinition read(String text) {
        try {
            JsonNode node = JSON.readTree(text);
            List<Kind> kinds = new ArrayList<>();
            node.path("kinds").forEach(kind -> kinds.add(Kind.of(kind.asInt())));
            return new FeedDefinition(
                    node.path("feed").asText(),
                    node.path("title").asText(),
                    node.path("version").asInt(),
                    texts(node.path("devices")),
                    texts(node.path("quantities")),
                    List.copyOf(kinds),
                    Trust.of(node.path("trust").asInt()),
                    texts(node.path("cells")),
                    node.path("window").asInt(),
                    node.path("coarsenTo").asInt(-1),
                    Identity.valueOf(node.path("identity").asText().toUpperCase(java.util.Locale.ROOT)),
                    node.path("replayHours").asInt(),
                    node.path("sampleDelaySeconds").asInt(),
                    tariff(node.path("tariff")));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "a feed's definition is kept in a form that cannot be read: " + e.getMessage(), e);
        }
    }

    private static Tariff tariff(JsonNode node) {
        return new Tariff(
                node.path("pass").asLong(),
                node.path("passSeconds").asLong(),
                node.path("record").asLong(),
                node.path("kilobyte").asLong(),
                node.path("history").asLong());
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return List.copyOf(texts);
    }
}
