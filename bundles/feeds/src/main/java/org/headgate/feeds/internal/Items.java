package org.headgate.feeds.internal;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import org.headgate.api.journal.Contribution;
import org.headgate.api.topic.DurableTopic.Item;
import org.headgate.senml.SenmlPack;

/** What goes out for one record. */
final class Items {
    static final String SENML_JSON = "application/senml+json";
    static final String CBOR = "application/cbor";

    /** What an item weighs beyond its payload: properties, headers, references. */
    private static final int OVERHEAD = 480;

    private Items() {}

    /** Makes an item of a contribution. */
    @FunctionalInterface
    interface Encoding {
        Item encode(Contribution contribution);
    }

    static Item record(Contribution contribution) {
        return new Item(
                contribution.sequence(), SenmlPack.toJson(contribution.pack()), SENML_JSON, properties(contribution));
    }

    /** {@code [sequence, receivedAt, kind, trust, pack]}: what the leaf is made of. */
    static Item leaf(Contribution contribution) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(contribution.pack().length + 32);
        head(out, 4, 5);
        head(out, 0, contribution.sequence());
        head(out, 0, contribution.receivedAt());
        head(out, 0, contribution.kind().code());
        head(out, 0, contribution.trust().code());
        bytes(out, contribution.pack());
        return new Item(contribution.sequence(), out.toByteArray(), CBOR, properties(contribution));
    }

    /** {@code [feed sequence, pack]}: what the leaf of a feed's own tree is made of. */
    static byte[] derivedLeaf(long feedSequence, byte[] pack) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(pack.length + 16);
        head(out, 4, 2);
        head(out, 0, feedSequence);
        bytes(out, pack);
        return out.toByteArray();
    }

    static int weight(Item item) {
        return item.payload().length + OVERHEAD;
    }

    private static List<Map.Entry<String, String>> properties(Contribution contribution) {
        return List.of(
                Map.entry("seq", Long.toString(contribution.sequence())),
                Map.entry("received", Long.toString(contribution.receivedAt())),
                Map.entry("kind", Integer.toString(contribution.kind().code())),
                Map.entry("trust", Integer.toString(contribution.trust().code())),
                Map.entry("device", contribution.device()));
    }

    private static void bytes(ByteArrayOutputStream out, byte[] bytes) {
        head(out, 2, bytes.length);
        out.write(bytes, 0, bytes.length);
    }

    /** RFC 8949 §3: major type and argument in the shortest form. */
    private static void head(ByteArrayOutputStream out, int major, long argument) {
        int size =
                argument < 24 ? 0 : argument < 0x100 ? 1 : argument < 0x10000 ? 2 : argument < 0x1_0000_0000L ? 4 : 8;
        int info = size == 0 ? (int) argument : 24 + Integer.numberOfTrailingZeros(size);
        out.write(major << 5 | info);
        for (int i = size - 1; i >= 0; i--) {
            out.write((int) (argument >>> 8 * i));
        }
    }
}
