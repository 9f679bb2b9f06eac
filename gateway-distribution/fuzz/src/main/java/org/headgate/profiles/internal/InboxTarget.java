package org.headgate.profiles.internal;

import java.util.List;
import org.headgate.api.message.Message;
import org.headgate.fuzz.ProfileTarget;
import org.headgate.fuzz.Seeds;
import org.headgate.fuzz.Target;

/** What the inbox says of a payload that no profile understands. */
public final class InboxTarget implements Target {
    private static final int LONGEST = 500;

    @Override
    public String name() {
        return "inbox";
    }

    @Override
    public List<byte[]> seeds() {
        return Seeds.texts(
                "a/b\n{\"temperature\":1,\"x\":{\"y\":[1]}}", "a/b\n21.5", "a/b\nON", "a/b\n[1,2]", "a/b\n\0");
    }

    @Override
    public void take(byte[] input) {
        Message message = ProfileTarget.message(input);
        String shape = PayloadShape.of(message.payload());
        String sample = PayloadShape.sample(message.payload());
        if (shape.length() > LONGEST
                || sample.length() > LONGEST
                || sample.chars().anyMatch(Character::isISOControl)) {
            throw new AssertionError("shape " + shape + ", sample " + sample);
        }
    }
}
