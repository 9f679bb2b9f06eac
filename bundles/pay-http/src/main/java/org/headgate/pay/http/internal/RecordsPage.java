package org.headgate.pay.http.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.api.market.Entitlements.Charge;
import org.headgate.api.topic.DurableTopic;
import org.headgate.api.topic.DurableTopic.Item;
import org.headgate.api.topic.DurableTopic.Page;
import org.headgate.pay.http.internal.server.Answer;

/** Records of a feed, in order. @param next the position behind them */
record RecordsPage(List<Item> items, long next) {
    static final RecordsPage NOTHING = new RecordsPage(List.of(), 0);
    /** Where to go on: the position to ask for next. */
    static final String NEXT = "HEADGATE-NEXT";

    private static final JsonMapper JSON = new JsonMapper();
    /** Of a feed that selects little, between two records. */
    private static final int MOST_READS = 64;

    RecordsPage {
        items = List.copyOf(items);
    }

    /** Reads the disk. @param from what is before the feed's replay begins with it */
    static RecordsPage read(DurableTopic topic, long from, int most) throws JournalUnavailable {
        List<Item> items = new ArrayList<>();
        long at = Math.max(from, topic.earliest());
        for (int reads = 0; reads < MOST_READS && items.size() < most && at < topic.next(); reads++) {
            Page page = topic.read(at, most - items.size());
            items.addAll(page.items());
            if (page.next() <= at) {
                break;
            }
            at = page.next();
        }
        return new RecordsPage(items, at);
    }

    /** A JSON object a line for each record that is paid for. */
    Answer answer(List<Charge> charges) {
        Map<Long, Charge> paid = new HashMap<>();
        charges.forEach(charge -> paid.put(charge.position(), charge));
        StringBuilder lines = new StringBuilder();
        long behind = next;
        for (Item item : items) {
            Charge charge = paid.get(item.position());
            if (charge == null) {
                behind = item.position();
                break;
            }
            lines.append(line(item, charge)).append('\n');
        }
        return new Answer(
                200, "application/x-ndjson", lines.toString().getBytes(UTF_8), Map.of(NEXT, Long.toString(behind)));
    }

    private static ObjectNode line(Item item, Charge charge) {
        ObjectNode line = JSON.createObjectNode().put("position", Long.toString(item.position()));
        item.properties().forEach(property -> line.put(property.getKey(), property.getValue()));
        line.put("price", Long.toString(charge.price())).put("charged", Long.toString(charge.charged()));
        line.putRawValue("record", new RawValue(new String(item.payload(), UTF_8)));
        return line;
    }
}
