package org.headgate.profiles.internal;

import java.nio.charset.StandardCharsets;
import org.headgate.api.message.Message;
import org.headgate.api.message.Trust;

final class Messages {

    private Messages() {}

    static Message mqtt(String topic, String payload) {
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        return new Message("mqtt", "mqtt-door", topic, "", Trust.UNKNOWN, "", bytes, 1_700_000_000_000L, null);
    }
}
