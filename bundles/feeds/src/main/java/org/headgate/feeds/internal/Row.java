package org.headgate.feeds.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.headgate.api.topic.DurableTopic.Item;
import org.headgate.senml.SenmlException;
import org.headgate.senml.SenmlPack;

/**
 * A row of a derived feed.
 *
 * @param number feed sequence, from 1
 * @param version of the definition that made it
 * @param kind, trust codes of the wire format; the lowest trust of what contributed
 * @param lastSequence of the last contribution to it
 * @param receivedAt when that one was received, milliseconds since the epoch
 * @param pack canonical SenML-CBOR
 */
record Row(
        long number, int version, int kind, int trust, String device, long lastSequence, long receivedAt, byte[] pack) {

    /** What it weighs on disk, about. */
    int weight() {
        return pack.length + device.length() + 120;
    }

    /** @param batch number of the batch of the last contribution, 0 where it is not sealed yet */
    Item item(boolean leaf, long batch) {
        List<Map.Entry<String, String>> properties = new ArrayList<>(7);
        properties.add(Map.entry("seq", Long.toString(lastSequence)));
        properties.add(Map.entry("received", Long.toString(receivedAt)));
        properties.add(Map.entry("kind", Integer.toString(kind)));
        properties.add(Map.entry("trust", Integer.toString(trust)));
        properties.add(Map.entry("device", device));
        properties.add(Map.entry("fseq", Long.toString(number)));
        if (batch > 0) {
            properties.add(Map.entry("batch", Long.toString(batch)));
        }
        return leaf
                ? new Item(number, Items.derivedLeaf(number, pack), Items.CBOR, List.copyOf(properties))
                : new Item(number, json(), Items.SENML_JSON, List.copyOf(properties));
    }

    private byte[] json() {
        try {
            return SenmlPack.fromCanonical(pack).toJson();
        } catch (SenmlException e) {
            throw new IllegalStateException("row " + number + " holds no canonical pack: " + e.getMessage(), e);
        }
    }
}
