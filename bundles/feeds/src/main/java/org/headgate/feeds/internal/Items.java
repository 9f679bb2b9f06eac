package org.headgate.feeds.internal;

import java.io.ByteArrayOutputStream;
import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import org.headgate.api.journal.Contribution;
import org.headgate.api.message.Kind;
import org.headgate.api.message.Trust;
import org.headgate.api.topic.DurableTopic.Item;
import org.headgate.senml.SenmlPack;

/** What goes out for one record. */
final class Items {
    static final String SENML_JSON = "application/senml+json";
    static final String CBOR = "application/cbor";

    /** What an item weighs beyond its payload: properties, headers, references. */
    private static final int OVERHEAD = 160;

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
        return new Told(
                contribution.sequence(),
                contribution.receivedAt(),
                contribution.kind(),
                contribution.trust(),
                contribution.device());
    }

    /** Made when they are sent: those who speak MQTT 3.1.1 get none, and as text they would take more memory than the record. */
    private static final class Told extends AbstractList<Map.Entry<String, String>> {
        private final long sequence;
        private final long receivedAt;
        private final Kind kind;
        private final Trust trust;
        private final String device;

        Told(long sequence, long receivedAt, Kind kind, Trust trust, String device) {
            this.sequence = sequence;
            this.receivedAt = receivedAt;
            this.kind = kind;
            this.trust = trust;
            this.device = device;
        }

        @Override
        public Map.Entry<String, String> get(int index) {
            return switch (index) {
                case 0 -> Map.entry("seq", Long.toString(sequence));
                case 1 -> Map.entry("received", Long.toString(receivedAt));
                case 2 -> Map.entry("kind", Integer.toString(kind.code()));
                case 3 -> Map.entry("trust", Integer.toString(trust.code()));
                case 4 -> Map.entry("device", device);
                default -> throw new IndexOutOfBoundsException(index);
            };
        }

        @Override
        public int size() {
            return 5;
        }
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
