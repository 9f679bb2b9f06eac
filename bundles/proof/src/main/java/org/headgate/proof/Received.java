package org.headgate.proof;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.headgate.senml.SenmlException;
import org.headgate.senml.SenmlPack;
import org.jspecify.annotations.Nullable;

/**
 * A received MQTT message as one line: {@code topic}, and {@code payload} as text with the {@code user-properties}, as {@code mosquitto_sub -F %j} prints
 * it, or {@code hex}, which any payload survives.
 */
final class Received {
    private static final Pattern TOPIC =
            Pattern.compile("(?:.*/)?feeds/([a-z0-9-]{1,64})/(records|records/leaf|proofs)", Pattern.DOTALL);
    private static final byte[] TOPIC_FIRST = "{\"topic\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TIME_FIRST = "{\"tst\"".getBytes(StandardCharsets.US_ASCII);

    private final byte[] line;
    private final Map<String, String> properties = new HashMap<>();
    private @Nullable String topic;
    private byte @Nullable [] payload;

    private Received(byte[] line) {
        this.line = line;
    }

    /** Whether the line begins as such a message: with {@code topic}, or {@code tst} before it. */
    static boolean looksLike(byte[] line) {
        return begins(line, TOPIC_FIRST) || begins(line, TIME_FIRST);
    }

    private static boolean begins(byte[] line, byte[] with) {
        return line.length >= with.length && Arrays.equals(line, 0, with.length, with, 0, with.length);
    }

    static Item read(byte[] line) throws ProofException {
        Received message = new Received(line);
        try (JsonParser parser = JsonDocument.FACTORY.createParser(line)) {
            message.members(parser);
            return message.item();
        } catch (IOException e) {
            throw message.unreadable(e);
        }
    }

    private void members(JsonParser parser) throws IOException, ProofException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw Fields.malformed("not a JSON object");
        }
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            switch (name) {
                case "topic" -> topic = parser.getValueAsString();
                case "payload" -> payload = payload(parser, token);
                case "hex" -> payload = hex(parser.getValueAsString(""));
                case "properties" -> properties(parser, token);
                default -> parser.skipChildren();
            }
        }
        if (parser.nextToken() != null) {
            throw Fields.malformed("something follows the message");
        }
    }

    private static byte @Nullable [] payload(JsonParser parser, JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_STRING) {
            return parser.getText().getBytes(StandardCharsets.UTF_8);
        }
        parser.skipChildren();
        return null;
    }

    private static byte[] hex(String text) throws ProofException {
        try {
            return HexFormat.of().parseHex(text);
        } catch (IllegalArgumentException e) {
            throw Fields.malformed("hex is no row of hex digits");
        }
    }

    private void properties(JsonParser parser, JsonToken token) throws IOException {
        if (token != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            if (parser.nextToken() == JsonToken.START_OBJECT && name.equals("user-properties")) {
                userProperties(parser);
            } else {
                parser.skipChildren();
            }
        }
    }

    private void userProperties(JsonParser parser) throws IOException {
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            properties.put(name, parser.getValueAsString(""));
            parser.skipChildren();
        }
    }

    private Item item() throws IOException, ProofException {
        Matcher matcher = TOPIC.matcher(topic == null ? "" : topic);
        if (!matcher.matches()) {
            return new Item.Other();
        }
        String feed = matcher.group(1);
        byte[] content = payload;
        if (content == null || content.length == 0) {
            throw Fields.malformed(
                    "the payload is no text: mosquitto_sub prints text with %j, and rounds numbers with %J");
        }
        return switch (matcher.group(2)) {
            case "proofs" -> proof(feed, content);
            case "records" -> record(feed, content);
            default -> leaf(feed, content);
        };
    }

    private static Item proof(String feed, byte[] content) throws ProofException {
        Item item = JsonDocument.read(content, content.length);
        if (item instanceof Item.Proof proof) {
            return new Item.Proof(feed, proof.document());
        }
        if (item instanceof Item.FeedProof proof) {
            String signed = proof.document().signed().batch().feed();
            if (!signed.equals(feed)) {
                throw new ProofException("feed_differs", "a proof of feed " + signed + " came as one of " + feed);
            }
            return item;
        }
        throw Fields.malformed("no proof message");
    }

    private Item record(String feed, byte[] content) throws ProofException {
        Fields fields = new Fields();
        fields.feed = feed;
        try {
            fields.pack = SenmlPack.readResolvedJson(content, 0, content.length);
        } catch (SenmlException e) {
            throw Fields.packRefused(e);
        }
        if (properties.containsKey("fseq")) {
            fields.sequence = property("fseq");
            return fields.feedRow();
        }
        fields.sequence = property("seq");
        fields.receivedAt = property("received");
        fields.kind = property("kind");
        fields.trust = property("trust");
        return fields.row();
    }

    private static Item leaf(String feed, byte[] content) throws IOException, ProofException {
        CborDocument document = new CborDocument(new ByteArrayInputStream(content), feed);
        Item item = document.next();
        if (document.offset() != content.length || item instanceof Item.Header || item == null) {
            throw Fields.malformed("the payload is not one leaf");
        }
        return item;
    }

    private long property(String name) throws ProofException {
        String text = properties.get(name);
        if (text == null) {
            throw Fields.malformed("the record came without the user property " + name
                    + ": subscribe with MQTT 5, or record the topic records/leaf in hex");
        }
        if (!text.matches("0|[1-9][0-9]{0,17}")) {
            throw Fields.malformed("the user property " + name + " is no decimal number");
        }
        return Long.parseLong(text);
    }

    private ProofException unreadable(IOException e) {
        return new String(line, StandardCharsets.ISO_8859_1).contains("/records/leaf\"")
                ? Fields.malformed("records/leaf is binary, which JSON text does not carry: record it in hex")
                : JsonDocument.notJson(e);
    }
}
