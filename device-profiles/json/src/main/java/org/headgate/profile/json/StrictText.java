package org.headgate.profile.json;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import org.headgate.api.profile.MalformedPayload;

/** Payloads that are one word or one number, as a stranger sent them. */
public final class StrictText {
    private static final int LONGEST = 1024;
    private static final int LONGEST_NUMBER = 40;
    private static final Pattern NUMBER = Pattern.compile("[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d{1,3})?");

    private StrictText() {}

    /** Without white space around it. @throws MalformedPayload {@code text_too_long} above 1024 bytes, {@code not_text} where it is not UTF-8 or holds control characters */
    public static String of(byte[] payload) throws MalformedPayload {
        if (payload.length > LONGEST) {
            throw new MalformedPayload("text_too_long", payload.length + " bytes of text, at most " + LONGEST);
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(payload))
                    .toString()
                    .strip();
        } catch (CharacterCodingException e) {
            throw new MalformedPayload("not_text", "text in UTF-8 belongs here");
        }
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i)) && !Character.isWhitespace(text.charAt(i))) {
                throw new MalformedPayload("not_text", "there is a control character at " + i);
            }
        }
        return text;
    }

    /** A decimal number; empty for anything else. */
    public static OptionalDouble number(String text) {
        boolean number = text.length() <= LONGEST_NUMBER && NUMBER.matcher(text).matches();
        return number ? OptionalDouble.of(Double.parseDouble(text)) : OptionalDouble.empty();
    }
}
