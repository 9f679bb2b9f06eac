package org.headgate.lora.source.internal;

import com.fasterxml.jackson.databind.JsonNode;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.json.StrictJson;

/** What becomes of what a gateway was to send. */
final class Downlinks {
    private Downlinks() {}

    /** Whether the gateway took it: no text, one without {@code error}, or the error NONE, or a warning. Some forwarders send a zero byte instead of no text. */
    static boolean sent(byte[] json) {
        if (json.length == 0 || json.length == 1 && json[0] == 0) {
            return true;
        }
        try {
            JsonNode ack = StrictJson.object(json).path("txpk_ack");
            return ack.path("error").asText("NONE").equals("NONE");
        } catch (MalformedPayload e) {
            return false;
        }
    }
}
