package org.headgate.profile.tasmota.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.headgate.api.message.Kind;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Claim;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.DeviceProfile;
import org.headgate.api.profile.DeviceUrn;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.ble.Reporter;
import org.headgate.profile.json.Leaves;
import org.headgate.profile.json.Scale;
import org.headgate.profile.json.StrictJson;
import org.headgate.profile.json.Values;
import org.osgi.service.component.annotations.Component;

/** What Tasmota tells of its sensors, its state and its switches. */
@Component(
        property = {
            "profile.id=tasmota",
            "profile.version=1.0.0",
            "profile.title=Tasmota",
            "profile.transports=mqtt",
            "profile.topics=tele/+/SENSOR",
            "profile.topics=tele/+/STATE",
            "profile.topics=tele/+/LWT",
            "profile.topics=+/tele/SENSOR",
            "profile.topics=+/tele/STATE",
            "profile.topics=+/tele/LWT",
            "profile.markers=TempUnit",
            "profile.markers=UptimeSec"
        })
public final class TasmotaProfile implements DeviceProfile {
    /** Says how to read the rest, or names the operator's network: that is nobody's to buy. */
    private static final Set<String> NOT_MEASURED = Set.of(
            "time",
            "epoch",
            "tempunit",
            "pressureunit",
            "speedunit",
            "uptime",
            "wifi.ssid",
            "wifi.bssid",
            "hostname",
            "ipaddress");

    private static final int BTHOME = 0xfcd2;
    private static final int RUUVI = 0x0499;
    private static final Pattern POWER = Pattern.compile("POWER\\d{0,2}");
    private static final Pattern SWITCHED = Pattern.compile(
            "POWER\\d{0,2}|Dimmer\\d?|CT|White|HSBColor|Channel\\d?|FanSpeed|(?:Shutter|Button|Switch)\\d{1,2}");
    private static final int LONGEST_TEXT = 1024;

    @Override
    public Claim claims(Message message) {
        Optional<Topic> topic = message.transport().equals("mqtt") ? Topic.parse(message.address()) : Optional.empty();
        if (topic.isEmpty()) {
            return Claim.NO;
        }
        return topic.get().what().equals("BLE") ? advert(message) : Claim.YES;
    }

    /** What an ESP32 heard of Bluetooth devices whose families have profiles of their own is theirs; the rest says nothing. */
    private static Claim advert(Message message) {
        boolean others = Reporter.TASMOTA.mayCarryService(message.payload(), BTHOME)
                || Reporter.TASMOTA.mayCarryCompany(message.payload(), RUUVI);
        return others ? Claim.NOT_THIS_ONE : Claim.THIS_ONE;
    }

    @Override
    public List<Decoded> decode(Message message) throws MalformedPayload {
        Optional<Topic> parsed = Topic.parse(message.address());
        if (parsed.isEmpty() || message.payload().length == 0) {
            return List.of();
        }
        Topic topic = parsed.get();
        if (topic.isDiscovery()) {
            return discovered(message);
        }
        if (!topic.isReport()) {
            return List.of();
        }
        if (topic.prefix().equals("tele") && topic.what().equals("BLE")) {
            return Nearby.advert(message);
        }
        if (topic.prefix().equals("stat") && topic.what().equals("WIFISCAN")) {
            return Nearby.networks(message, topic, StrictJson.object(message.payload()));
        }
        Decoded.Builder decoded = Decoded.of(topic.urn(), message).name(topic.device());
        if (topic.prefix().equals("tele") && topic.what().equals("SENSOR")) {
            return sensors(message, topic, decoded);
        }
        if (topic.prefix().equals("stat") && topic.what().equals("RESULT")) {
            return result(message, topic, decoded);
        }
        if (topic.prefix().equals("tele")) {
            telemetry(message, topic.what(), decoded);
        } else {
            status(message, topic.what(), decoded);
        }
        return decoded.isEmpty() ? List.of() : List.of(decoded.build());
    }

    /** The device's own sensors first, then each device that it heard by radio. */
    private static List<Decoded> sensors(Message message, Topic topic, Decoded.Builder own) throws MalformedPayload {
        ObjectNode report = StrictJson.object(message.payload());
        List<Behind> behind = Behind.takeFrom(report, topic);
        report(message, report, own);
        List<Decoded> all = new ArrayList<>();
        if (!own.isEmpty()) {
            all.add(own.build());
        }
        Units units = Units.of(report);
        for (Behind one : behind) {
            Decoded.Builder decoded = Decoded.of(one.urn(), message).name(one.name());
            ReportTime.of(report, message.receivedAt()).ifPresent(decoded::at);
            Leaves.walk(one.values(), (path, key, value, parent) -> one.add(decoded, units, path, key, value));
            if (!decoded.isEmpty()) {
                all.add(decoded.build());
            }
            Nearby.sensor(message, topic, one, ReportTime.of(report, message.receivedAt()))
                    .ifPresent(all::add);
        }
        return all;
    }

    /** What a device tells Home Assistant of itself; the topic is its name here, too. */
    private static List<Decoded> discovered(Message message) throws MalformedPayload {
        ObjectNode config = StrictJson.object(message.payload());
        String device = config.path("t").asText("");
        if (device.isEmpty() || device.length() > 256) {
            return List.of();
        }
        Decoded.Builder decoded = Decoded.of(DeviceUrn.named("mqtt", device), message)
                .name(device)
                .model(config.path("md").textValue());
        Values.text(decoded, "firmware", config.path("sw").asText(""));
        Values.text(decoded, "module", config.path("md").asText(""));
        return decoded.isEmpty() ? List.of() : List.of(decoded.build());
    }

    private static void telemetry(Message message, String what, Decoded.Builder decoded) throws MalformedPayload {
        switch (what) {
            case "STATE" -> report(message, StrictJson.object(message.payload()), decoded);
            case "LWT" -> availability(message, decoded);
            case "INFO1" -> firmware(info(message, "Info1"), decoded);
            case "INFO3" -> restart(info(message, "Info3"), decoded);
            default -> {}
        }
    }

    private static void status(Message message, String what, Decoded.Builder decoded) throws MalformedPayload {
        if (POWER.matcher(what).matches()) {
            Values.switched(decoded, what.toLowerCase(Locale.ROOT), text(message));
            return;
        }
        switch (what) {
            case "STATUS2" ->
                Values.text(
                        decoded,
                        "firmware",
                        part(message, "StatusFWR").path("Version").asText(""));
            case "STATUS8", "STATUS10" -> report(message, part(message, "StatusSNS"), decoded);
            case "STATUS11" -> report(message, part(message, "StatusSTS"), decoded);
            default -> {}
        }
    }

    private static void report(Message message, ObjectNode report, Decoded.Builder decoded) throws MalformedPayload {
        ReportTime.of(report, message.receivedAt()).ifPresent(decoded::at);
        Units units = Units.of(report);
        Leaves.walk(report, new Leaves.Visitor() {
            @Override
            public void leaf(String path, String key, JsonNode value, ObjectNode parent) throws MalformedPayload {
                add(decoded, units, path, key, value);
            }

            @Override
            public boolean skips(String path, String key, JsonNode value) {
                return NOT_MEASURED.contains(path.toLowerCase(Locale.ROOT));
            }
        });
    }

    /** A RESULT answers any command; only what switches is kept, and which networks were found. */
    private static List<Decoded> result(Message message, Topic topic, Decoded.Builder decoded) throws MalformedPayload {
        ObjectNode result = StrictJson.object(message.payload());
        Units units = Units.of(result);
        Leaves.walk(result, (path, key, value, parent) -> {
            if (SWITCHED.matcher(path.substring(0, Math.max(path.indexOf('.'), 0)))
                            .matches()
                    || parent == result && SWITCHED.matcher(key).matches()) {
                add(decoded, units, path, key, value);
            }
        });
        return decoded.isEmpty() ? Nearby.networks(message, topic, result) : List.of(decoded.build());
    }

    private static void availability(Message message, Decoded.Builder decoded) throws MalformedPayload {
        String state = text(message);
        if (!state.equals("Online") && !state.equals("Offline")) {
            throw new MalformedPayload("availability_unknown", "LWT is 'Online' or 'Offline'");
        }
        decoded.kind(Kind.AVAILABILITY).flag("online", state.equals("Online"));
    }

    private static void firmware(JsonNode info, Decoded.Builder decoded) throws MalformedPayload {
        decoded.model(info.path("Module").textValue());
        Values.text(decoded, "firmware", info.path("Version").asText(""));
        Values.text(decoded, "module", info.path("Module").asText(""));
    }

    private static void restart(JsonNode info, Decoded.Builder decoded) throws MalformedPayload {
        JsonNode reason = info.path("RestartReason");
        Values.text(decoded, "restartreason", reason.isTextual() ? reason.textValue() : "");
        if (info.path("BootCount").isNumber()) {
            Scale.check(info.path("BootCount").doubleValue());
            decoded.number("bootcount", null, info.path("BootCount").doubleValue());
        }
    }

    static void add(Decoded.Builder decoded, Units units, String path, String key, JsonNode value)
            throws MalformedPayload {
        String quantity = path.toLowerCase(Locale.ROOT);
        if (value.isTextual()) {
            Values.switched(decoded, quantity, value.textValue());
        } else {
            Values.add(decoded, quantity, units.find(quantity, key.toLowerCase(Locale.ROOT)), value);
        }
    }

    /** Older versions send the info bare, newer ones inside an object of its name. */
    private static JsonNode info(Message message, String name) throws MalformedPayload {
        ObjectNode whole = StrictJson.object(message.payload());
        return whole.path(name).isObject() ? whole.path(name) : whole;
    }

    private static ObjectNode part(Message message, String name) throws MalformedPayload {
        if (StrictJson.object(message.payload()).path(name) instanceof ObjectNode part) {
            return part;
        }
        throw new MalformedPayload("not_a_status", "there is no object " + name);
    }

    private static String text(Message message) throws MalformedPayload {
        if (message.payload().length > LONGEST_TEXT) {
            throw new MalformedPayload("text_too_long", message.payload().length + " bytes where one word belongs");
        }
        for (byte octet : message.payload()) {
            if (octet < ' ') {
                throw new MalformedPayload("not_text", "a word in ASCII belongs here");
            }
        }
        return new String(message.payload(), StandardCharsets.US_ASCII);
    }
}
