package org.headgate.pay.http.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.headgate.api.topic.DurableTopic.Item;

/** How what was bought of the past is written. */
enum HistoryForm {
    /** JSON lines, as {@code mosquitto_sub -F %j} records the feed's topics: {@code verify} reads them as they are. */
    LINES("application/x-ndjson", true, true) {
        @Override
        byte[] record(String feed, Item item) {
            ObjectNode line = JSON.createObjectNode().put("topic", "feeds/" + feed + "/records");
            ObjectNode properties = line.putObject("properties").putObject("user-properties");
            item.properties().forEach(property -> properties.put(property.getKey(), property.getValue()));
            return line(line.put("payload", new String(item.payload(), UTF_8)).toString());
        }

        @Override
        byte[] proof(String feed, byte[] document) {
            return line(JSON.createObjectNode()
                    .put("topic", "feeds/" + feed + "/proofs")
                    .put("payload", new String(document, UTF_8))
                    .toString());
        }
    },
    /** The leaves alone, as a CBOR sequence (RFC 8742). */
    LEAVES("application/cbor-seq", true, false) {
        @Override
        byte[] record(String feed, Item item) {
            return item.payload();
        }

        @Override
        byte[] proof(String feed, byte[] document) {
            throw new IllegalStateException("leaves come without their proofs");
        }
    },
    /** The proofs alone, a JSON document a line. */
    PROOFS("application/x-ndjson", false, true) {
        @Override
        byte[] record(String feed, Item item) {
            throw new IllegalStateException("proofs come without their records");
        }

        @Override
        byte[] proof(String feed, byte[] document) {
            return line(new String(document, UTF_8));
        }
    };

    private static final JsonMapper JSON = new JsonMapper();

    final String type;
    final boolean records;
    final boolean proofs;

    HistoryForm(String type, boolean records, boolean proofs) {
        this.type = type;
        this.records = records;
        this.proofs = proofs;
    }

    abstract byte[] record(String feed, Item item);

    abstract byte[] proof(String feed, byte[] document);

    /** Where the range goes on behind what is kept no more; empty where the form has no place for it. */
    byte[] gone(String feed, long from, long to) {
        return this != LINES
                ? new byte[0]
                : line(JSON.createObjectNode()
                        .put("topic", "feeds/" + feed + "/gone")
                        .put("payload", "{\"from\":\"" + from + "\",\"to\":\"" + to + "\"}")
                        .toString());
    }

    private static byte[] line(String text) {
        return (text + "\n").getBytes(UTF_8);
    }
}
