package org.headgate.profile.shelly.internal;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.headgate.api.message.Message;

/** Whether a payload is a Shelly's, where its topic could be somebody else's: looks at the first bytes only. */
final class Payload {
    private static final int LOOK = 512;
    private static final String FROM_ID = "\"src\"\\s*:\\s*\"[^\"]{1,64}-[0-9A-Fa-f]{12}\"";
    private static final Pattern FROM = Pattern.compile(FROM_ID);
    private static final Pattern NOTIFIES = Pattern.compile("\"method\"\\s*:\\s*\"Notify(?:Status|FullStatus|Event)\"");
    private static final Pattern ID = Pattern.compile("\\s*\\{\\s*\"id\"\\s*:\\s*(\\d{1,4})\\s*[,}].*", Pattern.DOTALL);

    private Payload() {}

    static boolean isShellys(Topic topic, Message message) {
        String start =
                new String(message.payload(), 0, Math.min(LOOK, message.payload().length), StandardCharsets.ISO_8859_1);
        return switch (topic.form()) {
            case ONLINE -> start.equals("true") || start.equals("false");
            case NOTIFICATION ->
                NOTIFIES.matcher(start).find() && FROM.matcher(start).find();
            case RESPONSE -> FROM.matcher(start).find() && start.contains("\"dst\"");
            case STATUS -> isStatus(topic.rest(), start);
            default -> false;
        };
    }

    private static boolean isStatus(String component, String start) {
        int colon = component.indexOf(':');
        if (colon < 0) {
            return start.contains(component.equals("sys") ? "\"cfg_rev\"" : "\"sta_ip\"");
        }
        var id = ID.matcher(start);
        return id.matches() && id.group(1).equals(component.substring(colon + 1));
    }
}
