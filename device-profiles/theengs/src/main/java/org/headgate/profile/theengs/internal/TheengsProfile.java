package org.headgate.profile.theengs.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.headgate.api.message.Kind;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Claim;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.DeviceProfile;
import org.headgate.api.profile.DeviceUrn;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.ble.BleAddress;
import org.headgate.profile.ble.Reporter;
import org.headgate.profile.json.Leaves;
import org.headgate.profile.json.StrictJson;
import org.osgi.service.component.annotations.Component;

/** What OpenMQTTGateway, Theengs Gateway and rtl_433 hear and decode. */
@Component(
        property = {
            "profile.id=theengs",
            "profile.version=1.0.0",
            "profile.title=Theengs and OpenMQTTGateway",
            "profile.transports=mqtt",
            "profile.topics=+/+/BTtoMQTT/+",
            "profile.topics=+/+/RTL_433toMQTT/#",
            "profile.topics=+/+/SYStoMQTT",
            "profile.topics=rtl_433/+/events",
            "profile.markers=model_id"
        })
public final class TheengsProfile implements DeviceProfile {
    private static final int BTHOME = 0xfcd2;
    private static final int RUUVI = 0x0499;
    /** Of the gateway itself: how it does. Its network, its address and what it is made of are left out. */
    private static final Set<String> SYSTEM = Set.of("uptime", "freemem", "rssi", "tempc", "volt", "batt", "snr");

    private static final Set<String> NOT_MEASURED =
            Set.of("id", "message", "hex", "from", "to", "type", "addr", "unit", "res", "host");

    @Override
    public Claim claims(Message message) {
        Optional<Topic> topic = message.transport().equals("mqtt") ? Topic.parse(message.address()) : Optional.empty();
        if (topic.isEmpty()) {
            return Claim.NO;
        }
        Optional<Reporter> reporter = Reporter.of(message);
        if (reporter.isEmpty()) {
            return Claim.YES;
        }
        boolean others = reporter.get().mayCarryService(message.payload(), BTHOME)
                || reporter.get().mayCarryCompany(message.payload(), RUUVI);
        return others ? Claim.NOT_THIS_ONE : Claim.THIS_ONE;
    }

    @Override
    public List<Decoded> decode(Message message) throws MalformedPayload {
        Optional<Topic> parsed = Topic.parse(message.address());
        if (parsed.isEmpty() || message.payload().length == 0) {
            return List.of();
        }
        Topic topic = parsed.get();
        return switch (topic.branch()) {
            case "BT" -> BluetoothReport.decode(message);
            case "RTL_433" -> RadioReport.decode(message);
            case "LORA" -> lora(message);
            case "SYS" -> system(message, topic);
            case "CLIMA", "DHT", "ADC" -> sensor(message, topic);
            case "LWT" -> availability(message, topic);
            default -> List.of();
        };
    }

    /** A node that tells no id is nobody. */
    private static List<Decoded> lora(Message message) throws MalformedPayload {
        ObjectNode told = StrictJson.object(message.payload());
        String id = told.path("id").asText();
        if (id.isEmpty() || id.length() > 64) {
            return List.of();
        }
        String device = BleAddress.parse(id, BleAddress.Type.UNTOLD)
                .map(BleAddress::urn)
                .orElseGet(() -> DeviceUrn.named("mqtt", "lora/" + id));
        Decoded.Builder decoded = Decoded.of(device, message).name(id);
        Members.add(told, "", NOT_MEASURED, key -> Units.find(key, ""), decoded);
        return decoded.isEmpty() ? List.of() : List.of(decoded.build());
    }

    private static List<Decoded> system(Message message, Topic topic) throws MalformedPayload {
        ObjectNode told = StrictJson.object(message.payload());
        ObjectNode kept = told.objectNode();
        SYSTEM.stream().filter(told::has).sorted().forEach(key -> kept.set(key, told.get(key)));
        Decoded.Builder decoded =
                Decoded.of(topic.urn(), message).name(topic.gateway()).model("OpenMQTTGateway");
        Members.add(kept, "", Set.of(), key -> Units.find(key, ""), decoded);
        return decoded.isEmpty() ? List.of() : List.of(decoded.build());
    }

    /** Sensors that are wired to the gateway, for example {@code CLIMAtoMQTT/htu}. */
    private static List<Decoded> sensor(Message message, Topic topic) throws MalformedPayload {
        ObjectNode told = StrictJson.object(message.payload());
        String branch = topic.rest().isEmpty() ? topic.branch().toLowerCase(Locale.ROOT) : topic.rest();
        if (branch.length() > 64) {
            throw new MalformedPayload(
                    "name_too_long", "a sensor's name of " + branch.length() + " characters, at most 64");
        }
        Decoded.Builder decoded =
                Decoded.of(topic.urn(), message).name(topic.gateway()).model("OpenMQTTGateway");
        boolean fahrenheit = told.path("unit").asText("C").equals("F");
        Members.add(
                told,
                Leaves.quantity(branch.replace('/', '.')) + '.',
                Set.of("tempf", "addr", "unit", "res", "type", "id"),
                key -> key.equals("temp") && !fahrenheit ? Units.find("tempc", "") : Units.find(key, ""),
                decoded);
        return decoded.isEmpty() ? List.of() : List.of(decoded.build());
    }

    private static List<Decoded> availability(Message message, Topic topic) throws MalformedPayload {
        String state = new String(message.payload(), StandardCharsets.ISO_8859_1);
        if (!state.equals("online") && !state.equals("offline")) {
            throw new MalformedPayload("availability_unknown", "LWT is 'online' or 'offline'");
        }
        return List.of(Decoded.of(topic.urn(), message)
                .name(topic.gateway())
                .kind(Kind.AVAILABILITY)
                .flag("online", state.equals("online"))
                .build());
    }
}
