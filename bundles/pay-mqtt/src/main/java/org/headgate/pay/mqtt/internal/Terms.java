package org.headgate.pay.mqtt.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.headgate.market.Sales;
import org.headgate.market.Sales.NotForSale;
import org.headgate.x402.OfferReceipt;
import org.headgate.x402.PaymentRequired;
import org.headgate.x402.PaymentRequirements;
import org.headgate.x402.VoucherRule;
import org.jspecify.annotations.Nullable;

/** What a feed costs over MQTT: by the record first, then by pass, as far as it is sold so. */
final class Terms {
    private static final String NOT_PRICED = "not_priced";

    private Terms() {}

    /** @throws NotForSale where it is sold neither way, with the reason that is more to the point */
    static PaymentRequired of(Sales sales, String feed, String url) throws NotForSale {
        PaymentRequired records;
        try {
            records = sales.recordsOffer(feed, url, VoucherRule.CREDIT);
        } catch (NotForSale e) {
            return passes(sales, feed, url, e);
        }
        try {
            return both(records, sales.passOffer(feed, url));
        } catch (NotForSale e) {
            return records;
        }
    }

    private static PaymentRequired passes(Sales sales, String feed, String url, NotForSale records) throws NotForSale {
        try {
            return sales.passOffer(feed, url);
        } catch (NotForSale e) {
            throw NOT_PRICED.equals(e.code()) ? records : e;
        }
    }

    private static PaymentRequired both(PaymentRequired first, PaymentRequired second) {
        List<PaymentRequirements> accepts = new ArrayList<>(first.accepts());
        accepts.addAll(second.accepts());
        ObjectNode extensions = extensions(
                first.extensions(), second.extensions(), first.accepts().size());
        return new PaymentRequired(null, first.resource(), accepts, extensions);
    }

    /** The signed offers of both; those of the second are of ways to pay that stand further behind now. */
    private static @Nullable ObjectNode extensions(@Nullable ObjectNode first, @Nullable ObjectNode second, int shift) {
        if (first == null || second == null) {
            return first == null ? second : first;
        }
        ObjectNode all = first.deepCopy();
        second.properties().forEach(extension -> {
            if (!all.has(extension.getKey())) {
                all.set(extension.getKey(), extension.getValue().deepCopy());
            }
        });
        JsonNode offers = all.path(OfferReceipt.NAME).path("info").path("offers");
        JsonNode more = second.path(OfferReceipt.NAME).path("info").path("offers");
        if (offers instanceof ArrayNode array && first.has(OfferReceipt.NAME)) {
            for (JsonNode offer : more) {
                ObjectNode moved = offer.deepCopy();
                array.add(moved.put("acceptIndex", offer.path("acceptIndex").asInt() + shift));
            }
        }
        return all;
    }
}
