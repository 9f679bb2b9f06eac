package org.headgate.profile.lorawan;

import java.nio.charset.StandardCharsets;
import org.headgate.api.message.Message;
import org.headgate.api.message.Trust;

final class Messages {
    /** 2022-07-18T10:00:00Z. */
    static final long RECEIVED_AT = 1_658_138_400_000L;

    private Messages() {}

    static Message mqtt(String topic, String json) {
        return of("mqtt", topic, json);
    }

    static Message of(String transport, String address, String json) {
        byte[] payload = json.getBytes(StandardCharsets.UTF_8);
        return new Message(transport, "test", address, "", Trust.UNKNOWN, "", payload, RECEIVED_AT, null);
    }
}
