package org.headgate.profile.lorawan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.headgate.api.message.Message;
import org.headgate.api.profile.DeviceUrn;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.json.StrictJson;
import org.jspecify.annotations.Nullable;

/** Events of ChirpStack 4 in JSON: {@code application/<id>/device/<DevEUI>/event/<kind>}, also behind a prefix. */
public final class ChirpStack {
    private static final int EUI_DIGITS = 16;

    private static final LastRead LAST = new LastRead();

    record Topic(String devEui, String kind) {}

    private ChirpStack() {}

    /** The kind of event that a message is by its topic, for example {@code up}; {@code down} for a command; empty for another's. Cheap. */
    public static Optional<String> kind(Message message) {
        Topic topic = topic(message);
        return topic == null ? Optional.empty() : Optional.of(topic.kind);
    }

    static boolean isUplink(Message message) {
        Topic topic = topic(message);
        return topic != null && topic.kind.equals("up");
    }

    /**
     * Reads one, {@code up}, {@code join} and {@code status} wholly, others as {@link OtherEvent}.
     *
     * @throws MalformedPayload {@code not_event} on another topic, {@code not_json}, {@code not_object}, {@code too_large}, {@code field_invalid}, {@code
     *     field_missing}, {@code device_differs}, {@code payload_encrypted}, {@code number_out_of_range}
     */
    public static ServerEvent read(Message message) throws MalformedPayload {
        return LAST.read(message, ChirpStack::readAnew);
    }

    private static ServerEvent readAnew(Message message) throws MalformedPayload {
        Topic topic = topic(message);
        if (topic == null) {
            throw new MalformedPayload("not_event", "the topic is not ChirpStack's");
        }
        Fields event = Fields.of(StrictJson.object(message.payload()));
        EndDevice device = device(event, topic.devEui.toLowerCase(Locale.ROOT));
        OptionalDouble time = event.time("time", message.receivedAt());
        return switch (topic.kind) {
            case "up" -> uplink(event, device, time);
            case "join" -> new Joined(device, time);
            case "status" -> status(event, device, time);
            default -> new OtherEvent(device, topic.kind);
        };
    }

    static @Nullable Topic topic(Message message) {
        if (!message.transport().equals("mqtt")) {
            return null;
        }
        Levels levels = new Levels(message.address());
        String kind = levels.take();
        boolean told = levels.take("event") ? Levels.isWord(kind) : levels.take("command") && kind.equals("down");
        String devEui = told ? levels.take() : "";
        boolean whole = Levels.isHex(devEui, EUI_DIGITS)
                && levels.take("device")
                && levels.takeAny()
                && levels.take("application")
                && levels.isPrefix();
        return whole ? new Topic(devEui, kind) : null;
    }

    private static EndDevice device(Fields event, String expected) throws MalformedPayload {
        Fields info = event.child("deviceInfo")
                .orElseThrow(() -> new MalformedPayload(
                        "field_missing", "there is no deviceInfo: only events of ChirpStack 4 are understood"));
        String devEui = info.hex("devEui", 16);
        if (devEui == null) {
            throw info.missing("devEui");
        }
        if (!devEui.equals(expected)) {
            throw new MalformedPayload("device_differs", "deviceInfo.devEui is not the DevEUI of the topic");
        }
        return new EndDevice(
                DeviceUrn.mac(devEui),
                devEui,
                null,
                event.hex("devAddr", 8),
                info.text("deviceName"),
                info.text("applicationName"),
                info.text("deviceProfileName"),
                null,
                null,
                null,
                info.texts("tags"));
    }

    private static Uplink uplink(Fields event, EndDevice device, OptionalDouble time) throws MalformedPayload {
        if (event.objectOrNull("joinServerContext") != null) {
            throw new MalformedPayload(
                    "payload_encrypted",
                    "ChirpStack has no application key of this device and cannot decipher its payload");
        }
        Integer fPort = event.small("fPort", 0, 255);
        Long fCnt = event.integer("fCnt", 0, 0xffff_ffffL);
        return new Uplink(
                device,
                fPort == null ? 0 : fPort,
                fCnt == null ? 0 : fCnt,
                event.flag("confirmed"),
                event.bytes("data"),
                radio(event),
                time,
                event.objectOrNull("object"),
                null,
                null);
    }

    private static Radio radio(Fields event) throws MalformedPayload {
        Optional<Fields> sent = event.child("txInfo");
        Optional<Fields> modulation = sent.isEmpty() ? sent : sent.get().child("modulation");
        Optional<Fields> lora =
                modulation.isEmpty() ? modulation : modulation.get().child("lora");
        List<Reception> receptions = new ArrayList<>();
        for (Fields heard : event.children("rxInfo")) {
            String gateway = heard.text("gatewayId");
            receptions.add(new Reception(gateway == null ? "" : gateway, heard.number("rssi"), heard.number("snr")));
        }
        return new Radio(
                sent.isEmpty() ? null : sent.get().integer("frequency", 0, 0xffff_ffffL),
                event.small("dr", 0, 15),
                lora.isEmpty() ? null : lora.get().small("spreadingFactor", 5, 12),
                lora.isEmpty() ? null : lora.get().small("bandwidth", 0, Integer.MAX_VALUE),
                receptions);
    }

    private static DeviceStatus status(Fields event, EndDevice device, OptionalDouble time) throws MalformedPayload {
        boolean external = event.flag("externalPowerSource");
        boolean told = !external && !event.flag("batteryLevelUnavailable");
        Double battery = event.number("batteryLevel");
        Integer margin = event.small("margin", -32, 31);
        return new DeviceStatus(
                device, time, told ? battery == null ? 0.0 : battery : null, external, margin == null ? 0 : margin);
    }
}
