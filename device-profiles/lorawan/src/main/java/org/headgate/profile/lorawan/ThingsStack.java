package org.headgate.profile.lorawan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.headgate.api.message.Message;
import org.headgate.api.profile.DeviceUrn;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.json.StrictJson;
import org.jspecify.annotations.Nullable;

/**
 * Messages of The Things Stack 3: {@code v3/<application>@<tenant>/devices/<device>/<kind>}, the open-source edition without {@code @<tenant>}, also behind
 * a prefix.
 */
public final class ThingsStack {
    private static final Set<String> TWO_LEVELS = Set.of("up/normalized", "location/solved", "service/data");

    private static final LastRead LAST = new LastRead();

    record Topic(String application, String device, String kind) {}

    private ThingsStack() {}

    /** The kind of message by its topic, for example {@code up} or {@code down/sent}; empty for another's. Cheap. */
    public static Optional<String> kind(Message message) {
        Topic topic = topic(message);
        return topic == null ? Optional.empty() : Optional.of(topic.kind);
    }

    static boolean isUplink(Message message) {
        Topic topic = topic(message);
        return topic != null && topic.kind.equals("up");
    }

    /**
     * Reads one, {@code up} and {@code join} wholly, others as {@link OtherEvent}; so too what the stack calls simulated.
     *
     * @throws MalformedPayload {@code not_event} on another topic, {@code not_json}, {@code not_object}, {@code too_large}, {@code field_invalid}, {@code
     *     field_missing}, {@code device_differs}, {@code payload_encrypted}, {@code number_out_of_range}
     */
    public static ServerEvent read(Message message) throws MalformedPayload {
        return LAST.read(message, ThingsStack::readAnew);
    }

    private static ServerEvent readAnew(Message message) throws MalformedPayload {
        Topic topic = topic(message);
        if (topic == null) {
            throw new MalformedPayload("not_event", "the topic is not The Things Stack's");
        }
        Fields event = Fields.of(StrictJson.object(message.payload()));
        Optional<Fields> uplink = topic.kind.equals("up") ? event.child("uplink_message") : Optional.empty();
        EndDevice device = device(event, uplink, topic);
        if (event.flag("simulated")) {
            return new OtherEvent(device, "simulated");
        }
        return switch (topic.kind) {
            case "up" ->
                uplink(event, uplink.orElseThrow(() -> event.missing("uplink_message")), device, message.receivedAt());
            case "join" -> new Joined(device, event.time("received_at", message.receivedAt()));
            default -> new OtherEvent(device, topic.kind);
        };
    }

    static @Nullable Topic topic(Message message) {
        if (!message.transport().equals("mqtt")) {
            return null;
        }
        Levels levels = new Levels(message.address());
        String last = levels.take();
        Topic topic = last.equals("up") || last.equals("join") ? topic(levels, last) : null;
        return topic == null ? topicOfTwoLevels(message) : topic;
    }

    private static @Nullable Topic topicOfTwoLevels(Message message) {
        Levels levels = new Levels(message.address());
        String last = levels.take();
        String before = levels.take();
        String kind = before + "/" + last;
        boolean known = before.equals("down") ? Levels.isWord(last) : TWO_LEVELS.contains(kind);
        return known ? topic(levels, kind) : null;
    }

    /** @param levels before the kind */
    private static @Nullable Topic topic(Levels levels, String kind) {
        String device = levels.take();
        if (device.isEmpty() || !levels.take("devices")) {
            return null;
        }
        String tenant = levels.take();
        int at = tenant.indexOf('@');
        String application = at < 0 ? tenant : tenant.substring(0, at);
        boolean whole = !application.isEmpty() && at != tenant.length() - 1 && levels.take("v3") && levels.isPrefix();
        return whole ? new Topic(application, device, kind) : null;
    }

    private static EndDevice device(Fields event, Optional<Fields> uplink, Topic topic) throws MalformedPayload {
        Fields ids = event.child("end_device_ids").orElseThrow(() -> event.missing("end_device_ids"));
        if (!topic.device.equals(ids.text("device_id"))) {
            throw new MalformedPayload("device_differs", "end_device_ids.device_id is not the device of the topic");
        }
        String devEui = ids.hex("dev_eui", 16);
        String urn = devEui == null
                ? DeviceUrn.named("mqtt", topic.application + "/" + topic.device)
                : DeviceUrn.mac(devEui);
        Optional<Fields> version = uplink.isEmpty() ? uplink : uplink.get().child("version_ids");
        return new EndDevice(
                urn,
                devEui,
                ids.hex("join_eui", 16),
                ids.hex("dev_addr", 8),
                topic.device,
                topic.application,
                null,
                text(version, "brand_id"),
                text(version, "model_id"),
                text(version, "firmware_version"),
                uplink.isEmpty() ? Map.of() : uplink.get().texts("attributes"));
    }

    private static Uplink uplink(Fields event, Fields uplink, EndDevice device, long receivedAt)
            throws MalformedPayload {
        if (uplink.objectOrNull("app_s_key") != null) {
            throw new MalformedPayload(
                    "payload_encrypted",
                    "The Things Stack was told not to decipher the payloads of this application or device");
        }
        Integer fPort = uplink.small("f_port", 0, 255);
        Long fCnt = uplink.integer("f_cnt", 0, 0xffff_ffffL);
        OptionalDouble heard = uplink.time("received_at", receivedAt);
        return new Uplink(
                device,
                fPort == null ? 0 : fPort,
                fCnt == null ? 0 : fCnt,
                uplink.flag("confirmed"),
                uplink.bytes("frm_payload"),
                radio(uplink),
                heard.isPresent() ? heard : event.time("received_at", receivedAt),
                uplink.objectOrNull("decoded_payload"),
                uplink.arrayOrNull("normalized_payload"),
                battery(uplink, fCnt));
    }

    /** The stack repeats the last one it knows with each frame; it is this one's only where the counters say so. */
    private static @Nullable Double battery(Fields uplink, @Nullable Long fCnt) throws MalformedPayload {
        Optional<Fields> last = uplink.child("last_battery_percentage");
        if (last.isEmpty()) {
            return null;
        }
        Long carried = last.get().integer("f_cnt", 0, 0xffff_ffffL);
        Double value = last.get().number("value");
        boolean here = (carried == null ? 0 : carried) == (fCnt == null ? 0 : fCnt);
        return here && value != null && value >= 0 && value <= 100 ? value : null;
    }

    private static Radio radio(Fields uplink) throws MalformedPayload {
        Optional<Fields> settings = uplink.child("settings");
        Optional<Fields> rate = settings.isEmpty() ? settings : settings.get().child("data_rate");
        Optional<Fields> lora = rate.isEmpty() ? rate : rate.get().child("lora");
        List<Reception> receptions = new ArrayList<>();
        for (Fields heard : uplink.children("rx_metadata")) {
            receptions.add(new Reception(gateway(heard), heard.number("rssi"), heard.number("snr")));
        }
        return new Radio(
                settings.isEmpty() ? null : settings.get().integer("frequency", 0, 0xffff_ffffL),
                settings.isEmpty() ? null : settings.get().small("data_rate_index", 0, 15),
                lora.isEmpty() ? null : lora.get().small("spreading_factor", 5, 12),
                lora.isEmpty() ? null : lora.get().small("bandwidth", 0, Integer.MAX_VALUE),
                receptions);
    }

    private static String gateway(Fields heard) throws MalformedPayload {
        Optional<Fields> ids = heard.child("gateway_ids");
        String eui = ids.isEmpty() ? null : ids.get().hex("eui", 16);
        String name = eui == null ? text(ids, "gateway_id") : eui;
        return name == null ? "" : name;
    }

    private static @Nullable String text(Optional<Fields> fields, String key) throws MalformedPayload {
        return fields.isEmpty() ? null : fields.get().text(key);
    }
}
