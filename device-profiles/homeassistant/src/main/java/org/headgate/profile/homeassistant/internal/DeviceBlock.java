package org.headgate.profile.homeassistant.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.headgate.api.profile.DeviceUrn;
import org.headgate.api.profile.MalformedPayload;

/** Who announces. @param ids what the names of its entities may begin with */
record DeviceBlock(String urn, String name, String model, List<String> ids) {
    private static final Pattern MAC = Pattern.compile("(?:[0-9a-fA-F]{2}[:-]?){5}[0-9a-fA-F]{2}");
    private static final int LONGEST_ID = 128;

    /** @param fallback its name where the configuration tells none that is unique */
    static DeviceBlock of(ObjectNode config, String fallback) throws MalformedPayload {
        JsonNode device = Keys.get(config, "device");
        List<String> ids = ids(Keys.get(device, "identifiers"));
        String mac = mac(Keys.get(device, "connections"));
        String urn;
        if (!mac.isEmpty()) {
            urn = DeviceUrn.mac(mac);
        } else {
            urn = DeviceUrn.named("mqtt", "homeassistant/" + (ids.isEmpty() ? fallback : ids.get(0)));
        }
        List<String> prefixes = new ArrayList<>(ids);
        if (!mac.isEmpty()) {
            prefixes.add(mac);
            prefixes.add(mac.replaceAll("[:-]", ""));
        }
        return new DeviceBlock(urn, Keys.text(device, "name", ""), model(device), prefixes);
    }

    private static String model(JsonNode device) throws MalformedPayload {
        String model = (Keys.text(device, "manufacturer", "") + ' ' + Keys.text(device, "model", "")).strip();
        String version = Keys.text(device, "sw_version", "");
        return version.isEmpty() ? model : (model + " (" + version + ")").strip();
    }

    private static List<String> ids(JsonNode identifiers) throws MalformedPayload {
        List<String> ids = new ArrayList<>();
        if (identifiers.isArray()) {
            for (JsonNode one : identifiers) {
                add(ids, one);
            }
        } else {
            add(ids, identifiers);
        }
        return ids;
    }

    private static void add(List<String> ids, JsonNode one) throws MalformedPayload {
        Object id = one.isMissingNode() ? null : Template.scalar(one);
        if (id == null || Template.written(id).isBlank()) {
            return;
        }
        String text = Template.written(id);
        if (text.length() > LONGEST_ID) {
            throw new MalformedPayload(
                    "text_too_long", "an identifier of " + text.length() + " characters, at most " + LONGEST_ID);
        }
        if (ids.size() < 8) {
            ids.add(text);
        }
    }

    private static String mac(JsonNode connections) {
        for (JsonNode connection : connections) {
            String address = connection.path(1).asText("");
            if (connection.path(0).asText("").equals("mac")
                    && MAC.matcher(address).matches()) {
                return address;
            }
        }
        return "";
    }
}
