package org.headgate.senml;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.Base64;

/** Reads {@code application/senml+json} (RFC 8428 §5). */
final class JsonReader {
    static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(8)
                    .maxNumberLength(400)
                    .maxNameLength(4 * Limits.LABEL_CHARS)
                    .maxStringLength(Limits.BYTES)
                    .build())
            .build();

    private final JsonParser parser;
    private final Resolver resolver;

    private JsonReader(JsonParser parser, Resolver resolver) {
        this.parser = parser;
        this.resolver = resolver;
    }

    static void read(byte[] body, int from, int length, Resolver resolver) throws SenmlException {
        Limits.bytes(length);
        requireUtf8(body, from, length);
        try (JsonParser parser = FACTORY.createParser(body, from, length)) {
            new JsonReader(parser, resolver).pack();
        } catch (IOException e) {
            throw new SenmlException("not_senml", "not JSON: " + firstLine(e));
        }
    }

    /** Jackson guesses UTF-16 and UTF-32 from the first bytes; RFC 8428 §5 allows UTF-8 alone. */
    private static void requireUtf8(byte[] body, int from, int length) throws SenmlException {
        for (int i = from; i < from + Math.min(length, 4); i++) {
            if (body[i] == 0 || body[i] == (byte) 0xfe || body[i] == (byte) 0xff) {
                throw new SenmlException("not_senml", "not JSON in UTF-8");
            }
        }
    }

    private void pack() throws IOException, SenmlException {
        if (parser.nextToken() != JsonToken.START_ARRAY) {
            throw new SenmlException("not_senml", "a pack is an array of records");
        }
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (token != JsonToken.START_OBJECT) {
                throw new SenmlException("not_senml", "a record is an object");
            }
            resolver.begin();
            for (String label = parser.nextFieldName(); label != null; label = parser.nextFieldName()) {
                field(label, parser.nextToken());
            }
            resolver.end();
        }
        if (parser.nextToken() != null) {
            throw new SenmlException("not_senml", "something follows the pack");
        }
    }

    private void field(String name, JsonToken token) throws IOException, SenmlException {
        Label label = Label.of(name);
        if (label == null) {
            resolver.extension(name, scalar(name, token));
            return;
        }
        switch (token) {
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> resolver.number(label, parser.getDoubleValue());
            case VALUE_TRUE -> resolver.flag(label, true);
            case VALUE_FALSE -> resolver.flag(label, false);
            case VALUE_STRING -> string(label, parser.getText());
            default -> throw new SenmlException("type_mismatch", "label " + name + " holds " + token);
        }
    }

    private void string(Label label, String text) throws SenmlException {
        if (label == Label.DATA_VALUE) {
            resolver.data(label, base64url(text));
        } else {
            resolver.text(label, text);
        }
    }

    private SenmlValue scalar(String name, JsonToken token) throws IOException, SenmlException {
        return switch (token) {
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new SenmlValue.Num(parser.getDoubleValue());
            case VALUE_TRUE -> new SenmlValue.Flag(true);
            case VALUE_FALSE -> new SenmlValue.Flag(false);
            case VALUE_STRING -> new SenmlValue.Text(parser.getText());
            default ->
                throw new SenmlException(
                        "extension_invalid",
                        "label " + Quote.of(name) + " holds " + token
                                + ", only text, numbers, true and false are kept");
        };
    }

    private static byte[] base64url(String text) throws SenmlException {
        try {
            byte[] data = Base64.getUrlDecoder().decode(text);
            if (Base64.getUrlEncoder().withoutPadding().encodeToString(data).equals(text)) {
                return data;
            }
        } catch (IllegalArgumentException e) {
            throw new SenmlException("data_invalid", "vd is not base64url: " + e.getMessage());
        }
        throw new SenmlException("data_invalid", "vd is padded base64url, or has bits behind its last byte");
    }

    private static String firstLine(IOException e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf('\n');
        return Quote.of(end < 0 ? message : message.substring(0, end));
    }
}
