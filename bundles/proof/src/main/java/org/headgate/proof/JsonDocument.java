package org.headgate.proof;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.headgate.api.batch.BatchHeader;
import org.headgate.api.batch.Hash;
import org.headgate.senml.SenmlException;
import org.headgate.senml.SenmlPack;

/** Headers, contributions and proofs as JSON. */
final class JsonDocument {
    static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(16).build())
            .build();

    /** A multiproof over all of the largest batch stays below. */
    private static final int MOST_ENTRIES = 1 << 21;

    private final byte[] bytes;
    private final JsonParser parser;

    private JsonDocument(byte[] bytes, JsonParser parser) {
        this.bytes = bytes;
        this.parser = parser;
    }

    static Item read(byte[] bytes, int length) throws ProofException {
        try (JsonParser parser = FACTORY.createParser(bytes, 0, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw Fields.malformed("not a JSON object");
            }
            Fields fields = new JsonDocument(bytes, parser).object();
            if (parser.nextToken() != null) {
                throw Fields.malformed("something follows the object");
            }
            return fields.item();
        } catch (IOException e) {
            throw notJson(e);
        }
    }

    static ProofException notJson(IOException e) {
        String message = String.valueOf(e.getMessage());
        return Fields.malformed("not JSON: " + message.lines().findFirst().orElse(""));
    }

    static void header(JsonGenerator out, BatchHeader header) throws IOException {
        out.writeStringField("gateway", header.gateway().toString());
        out.writeStringField("number", Long.toString(header.number()));
        out.writeStringField("previous", header.previous().toString());
        out.writeStringField("root", header.root().toString());
        out.writeStringField("firstSequence", Long.toString(header.firstSequence()));
        out.writeStringField("lastSequence", Long.toString(header.lastSequence()));
        out.writeStringField("lost", Long.toString(header.lost()));
        out.writeStringField("sealedAt", Long.toString(header.sealedAt()));
    }

    static void feedBatch(JsonGenerator out, FeedBatch batch) throws IOException {
        out.writeStringField("gateway", batch.gateway().toString());
        out.writeStringField("feed", batch.feed());
        out.writeNumberField("version", batch.version());
        out.writeStringField("number", Long.toString(batch.number()));
        out.writeStringField("previous", batch.previous().toString());
        out.writeStringField("batch", Long.toString(batch.batch()));
        out.writeStringField("root", batch.root().toString());
        out.writeStringField("firstSequence", Long.toString(batch.firstSequence()));
        out.writeStringField("lastSequence", Long.toString(batch.lastSequence()));
    }

    interface Members {
        void write(JsonGenerator out) throws IOException;
    }

    static byte[] proofMessage(String struct, Members members, byte[] signature, MultiPath path) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = FACTORY.createGenerator(bytes)) {
            out.writeStartObject();
            out.writeNumberField("v", 1);
            out.writeObjectFieldStart(struct);
            members.write(out);
            out.writeEndObject();
            out.writeStringField("signature", Hex.of(signature));
            path.write(out);
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static void proof(JsonGenerator out, List<Hash> proof) throws IOException {
        out.writeArrayFieldStart("proof");
        byte[] text = new byte[66];
        for (Hash hash : proof) {
            Hex.write(hash.bytes(), text);
            out.writeRawUTF8String(text, 0, text.length);
        }
        out.writeEndArray();
    }

    private Fields object() throws IOException, ProofException {
        Fields fields = new Fields();
        Set<String> seen = new HashSet<>();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            if (!seen.add(name)) {
                throw Fields.malformed(name + " stands twice");
            }
            parser.nextToken();
            field(fields, name);
        }
        return fields;
    }

    private void field(Fields fields, String name) throws IOException, ProofException {
        switch (name) {
            case "type" -> fields.type = text(name);
            case "v" -> fields.version = small(name);
            case "gateway" -> fields.gateway = hex(name, 20);
            case "previous" -> fields.previous = hex(name, 32);
            case "root" -> fields.root = hex(name, 32);
            case "signature" -> fields.signature = hex(name, 65);
            case "number" -> fields.number = number(name);
            case "firstSequence" -> fields.firstSequence = number(name);
            case "lastSequence" -> fields.lastSequence = number(name);
            case "lost" -> fields.lost = number(name);
            case "sealedAt" -> fields.sealedAt = number(name);
            case "sequence" -> fields.sequence = number(name);
            case "receivedAt" -> fields.receivedAt = number(name);
            case "kind" -> fields.kind = small(name);
            case "trust" -> fields.trust = small(name);
            case "pack" -> fields.pack = pack();
            case "proof" -> fields.proof = hashes(name);
            case "network" -> fields.network = text(name);
            case "contract" -> fields.contract = hex(name, 20);
            case "proofFlags" -> fields.flags = flags(name);
            case "sequences" -> fields.sequences = numbers(name);
            case "header" -> fields.header = nested(name);
            case "feedBatch" -> fields.feedBatch = nested(name);
            case "feed" -> fields.feed = text(name);
            case "version" -> fields.definition = small(name);
            case "batch" -> fields.batch = number(name);
            default -> parser.skipChildren();
        }
    }

    private Fields nested(String name) throws IOException, ProofException {
        expect(JsonToken.START_OBJECT, name);
        return object();
    }

    private SenmlPack pack() throws IOException, ProofException {
        int from = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        int to = (int) parser.currentLocation().getByteOffset();
        try {
            return SenmlPack.readResolvedJson(bytes, from, to - from);
        } catch (SenmlException e) {
            throw Fields.packRefused(e);
        }
    }

    private byte[] hashes(String name) throws IOException, ProofException {
        expect(JsonToken.START_ARRAY, name);
        byte[] hashes = new byte[32 * 16];
        int size = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (size == hashes.length) {
                hashes = Arrays.copyOf(hashes, grown(size / 32) * 32);
            }
            System.arraycopy(hex(name, 32), 0, hashes, size, 32);
            size += 32;
        }
        return Arrays.copyOf(hashes, size);
    }

    private boolean[] flags(String name) throws IOException, ProofException {
        expect(JsonToken.START_ARRAY, name);
        boolean[] flags = new boolean[16];
        int size = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (!parser.currentToken().isBoolean()) {
                throw Fields.malformed(name + " holds true and false alone");
            }
            flags = size == flags.length ? Arrays.copyOf(flags, grown(size)) : flags;
            flags[size++] = parser.currentToken() == JsonToken.VALUE_TRUE;
        }
        return Arrays.copyOf(flags, size);
    }

    private long[] numbers(String name) throws IOException, ProofException {
        expect(JsonToken.START_ARRAY, name);
        long[] numbers = new long[16];
        int size = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            numbers = size == numbers.length ? Arrays.copyOf(numbers, grown(size)) : numbers;
            numbers[size++] = number(name);
        }
        return Arrays.copyOf(numbers, size);
    }

    private static int grown(int size) throws ProofException {
        if (2 * size > MOST_ENTRIES) {
            throw Fields.malformed("an array of more than " + MOST_ENTRIES + " entries");
        }
        return 2 * size;
    }

    private byte[] hex(String name, int length) throws IOException, ProofException {
        expect(JsonToken.VALUE_STRING, name);
        return Hex.bytes(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength(), length, name);
    }

    private String text(String name) throws IOException, ProofException {
        expect(JsonToken.VALUE_STRING, name);
        return parser.getText();
    }

    private long small(String name) throws IOException, ProofException {
        expect(JsonToken.VALUE_NUMBER_INT, name);
        if (parser.getNumberType() != JsonParser.NumberType.INT || parser.getIntValue() < 0) {
            throw Fields.malformed(name + " is out of range");
        }
        return parser.getIntValue();
    }

    /** A decimal string below 2^63. */
    private long number(String name) throws IOException, ProofException {
        expect(JsonToken.VALUE_STRING, name);
        char[] text = parser.getTextCharacters();
        int from = parser.getTextOffset();
        int length = parser.getTextLength();
        long value = length == 0 || length > 19 || length > 1 && text[from] == '0' ? -1 : 0;
        for (int i = from; i < from + length && value >= 0; i++) {
            value = text[i] < '0' || text[i] > '9' ? -1 : 10 * value + text[i] - '0';
        }
        if (value < 0) {
            throw Fields.malformed(name + " must be a decimal string below 2^63");
        }
        return value;
    }

    private void expect(JsonToken token, String name) throws ProofException {
        if (parser.currentToken() != token) {
            throw Fields.malformed(name + " is of the wrong type");
        }
    }
}
