package org.headgate.feeds.internal;

import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import org.headgate.api.batch.Hash;
import org.headgate.api.batch.Signer;
import org.headgate.api.feed.FeedDefinition;
import org.headgate.api.feed.FeedDefinition.Identity;
import org.headgate.api.market.PaymentMeans.Means;
import org.headgate.proof.Eip712;
import org.headgate.proof.FeedOffer;
import org.headgate.proof.Keccak;
import org.jspecify.annotations.Nullable;

/** What a feed offers, as JSON: the terms as one string, which is what the gateway signs the hash of. */
final class Offer {
    private static final long MINUTE = 60_000;

    private Offer() {}

    /** @param text the offer's JSON @param entry its line in the catalogue */
    record Made(String text, ObjectNode entry) {}

    /** @param validUntil seconds since the epoch */
    static Made make(
            Feed feed, int graceSeconds, @Nullable Signer signer, @Nullable Means means, long now, long validUntil) {
        FeedDefinition definition = feed.definition();
        ObjectNode terms = DefinitionJson.write(definition);
        if (definition.identity() != Identity.KEEP) {
            terms.remove("devices");
        }
        terms.put("raw", definition.raw());
        if (definition.window() > 0) {
            terms.put("graceSeconds", graceSeconds);
        }
        if (feed.lost().through() > 0) {
            ObjectNode lost = terms.putObject("lostRows");
            lost.put("from", Long.toString(feed.lost().from()));
            lost.put("through", Long.toString(feed.lost().through()));
        }
        terms.remove("tariff");
        ObjectNode price = Price.json(definition.tariff(), means);
        terms.set("price", price);
        terms.set("measured", measured(feed, now));
        links(terms.putObject("links"), feed.id());
        String text = terms.toString();

        ObjectNode offer = DefinitionJson.JSON.createObjectNode();
        offer.put("v", 1);
        offer.put("feed", feed.id());
        offer.put("terms", text);
        if (signer != null) {
            Hash hash = Keccak.hash(text.getBytes(StandardCharsets.UTF_8));
            FeedOffer signed = new FeedOffer(signer.address(), feed.id(), definition.version(), hash, validUntil);
            ObjectNode struct = offer.putObject("offer");
            struct.put("gateway", signed.gateway().toString());
            struct.put("feed", signed.feed());
            struct.put("version", signed.version());
            struct.put("terms", hash.toString());
            struct.put("validUntil", Long.toString(validUntil));
            offer.put("signature", Proofs.hex(signer.sign(Eip712.digest(Eip712.hashStruct(signed)))));
        }
        return new Made(offer.toString(), entry(definition, terms, price));
    }

    private static ObjectNode entry(FeedDefinition definition, ObjectNode terms, ObjectNode price) {
        ObjectNode entry = DefinitionJson.JSON.createObjectNode();
        entry.put("id", definition.id());
        entry.put("title", definition.title());
        entry.put("version", definition.version());
        entry.set("quantities", terms.get("quantities"));
        entry.set("cells", terms.get("cells"));
        entry.put("window", definition.window());
        entry.set("price", price);
        entry.set("currency", price.path("currency").isTextual() ? price.get("currency") : NullNode.instance);
        entry.set("network", price.path("network").isTextual() ? price.get("network") : NullNode.instance);
        entry.set("measured", terms.get("measured"));
        entry.put("replayHours", definition.replayHours());
        entry.put("trust", definition.minTrust().code());
        entry.set("links", terms.get("links"));
        return entry;
    }

    /** Rounded, so that it changes only where a buyer would care. */
    private static ObjectNode measured(Feed feed, long now) {
        Measured.Snapshot snapshot = feed.measured().snapshot(now);
        ObjectNode node = DefinitionJson.JSON.createObjectNode();
        node.put("medianIntervalSeconds", Math.round(snapshot.medianInterval() / 100.0) / 10.0);
        node.put("lastHeardAt", Long.toString(snapshot.lastAt() / MINUTE * MINUTE));
        if (snapshot.perMille() >= 0) {
            node.put("shareOfExpectedPercent", snapshot.perMille() / 10);
        }
        return node;
    }

    private static void links(ObjectNode links, String feed) {
        links.put("offer", Topics.offer(feed));
        links.put("sample", Topics.sample(feed));
        links.put("records", Topics.records(feed));
        links.put("leaf", Topics.leaf(feed));
        links.put("proofs", Topics.proofs(feed));
    }
}
