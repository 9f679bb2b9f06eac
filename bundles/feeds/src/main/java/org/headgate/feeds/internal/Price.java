package org.headgate.feeds.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.headgate.api.feed.Tariff;
import org.headgate.api.market.PaymentMeans.Means;
import org.jspecify.annotations.Nullable;

/** What a feed costs, as an offer tells it. Amounts are decimal strings in the token's smallest unit. */
final class Price {
    private Price() {}

    /** @param means null where nothing can be paid for: then feeds are granted, whatever their tariff */
    static ObjectNode json(Tariff tariff, @Nullable Means means) {
        ObjectNode price = DefinitionJson.JSON.createObjectNode();
        if (means == null || tariff.equals(Tariff.NONE)) {
            return price.put("scheme", "grant").put("description", "by grant of the operator");
        }
        ArrayNode schemes = price.putArray("schemes");
        price.put("currency", means.currency()).put("network", means.network()).put("asset", means.asset());
        if (tariff.pass() > 0) {
            schemes.add("exact");
            price.put("pass", Long.toString(tariff.pass())).put("passSeconds", tariff.passSeconds());
        }
        if (tariff.sellsRecords()) {
            schemes.add("batch-settlement");
            price.put("record", Long.toString(tariff.record())).put("kilobyte", Long.toString(tariff.kilobyte()));
        }
        if (tariff.history() > 0) {
            if (tariff.pass() == 0) {
                schemes.add("exact");
            }
            price.put("history", Long.toString(tariff.history()));
        }
        return price;
    }
}
