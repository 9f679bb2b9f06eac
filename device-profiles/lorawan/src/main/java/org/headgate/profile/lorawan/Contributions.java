package org.headgate.profile.lorawan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.headgate.api.message.Kind;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.MalformedPayload;

/** What the profile of a network server keeps of its events. */
public final class Contributions {
    private static final int MOST_MEASUREMENTS = 64;

    private Contributions() {}

    /**
     * The contributions of an event. An uplink that the server did not decode, though it has bytes, is left to a codec: none.
     *
     * @throws MalformedPayload {@code field_invalid}, {@code too_many_values}, {@code name_too_long}, {@code text_too_long}, {@code number_out_of_range}
     */
    public static List<Decoded> of(ServerEvent event, Message message) throws MalformedPayload {
        if (event instanceof Uplink uplink) {
            return uplink.wantsCodec() ? List.of() : uplink(uplink, message);
        }
        if (event instanceof DeviceStatus status) {
            Decoded.Builder decoded = begin(status.device(), status.time(), message);
            add(decoded, status);
            return List.of(decoded.build());
        }
        if (event instanceof Joined joined) {
            return List.of(begin(joined.device(), joined.time(), message)
                    .kind(Kind.AVAILABILITY)
                    .flag("online", true)
                    .build());
        }
        return List.of();
    }

    private static List<Decoded> uplink(Uplink uplink, Message message) throws MalformedPayload {
        Set<String> known = new HashSet<>();
        List<Decoded.Builder> builders = normalized(uplink, message, known);
        Decoded.Builder first = builders.get(0).at(uplink.time().orElse(message.receivedAt() / 1000.0));
        if (uplink.object() != null) {
            Measurements.add(first, uplink.object(), known);
        }
        uplink.addRadio(first);
        if (uplink.battery() != null) {
            first.number("status.battery", "%EL", uplink.battery());
        }
        List<Decoded> contributions = new ArrayList<>(builders.size());
        for (Decoded.Builder builder : builders) {
            if (!builder.isEmpty()) {
                contributions.add(builder.build());
            }
        }
        return contributions;
    }

    /** One for each measurement, since they may be of several times; at least one. */
    private static List<Decoded.Builder> normalized(Uplink uplink, Message message, Set<String> known)
            throws MalformedPayload {
        if (uplink.normalized() == null) {
            return List.of(uplink.contribution(message));
        }
        if (uplink.normalized().size() > MOST_MEASUREMENTS) {
            throw new MalformedPayload(
                    "too_many_values", "more than " + MOST_MEASUREMENTS + " measurements in one uplink");
        }
        List<Decoded.Builder> builders = new ArrayList<>();
        for (JsonNode measurement : uplink.normalized()) {
            if (!(measurement instanceof ObjectNode object)) {
                throw new MalformedPayload("field_invalid", "normalized_payload holds other than objects");
            }
            Decoded.Builder decoded = uplink.contribution(message);
            known.addAll(NormalizedPayload.add(decoded, object, message.receivedAt()));
            builders.add(decoded);
        }
        return builders;
    }

    private static Decoded.Builder begin(EndDevice device, OptionalDouble time, Message message) {
        Decoded.Builder decoded =
                Decoded.of(device.urn(), message).name(device.name()).model(device.kind());
        time.ifPresent(decoded::at);
        return decoded;
    }

    private static void add(Decoded.Builder decoded, DeviceStatus status) {
        if (status.battery() != null) {
            decoded.number("status.battery", "%EL", status.battery());
        }
        if (status.margin() != null) {
            decoded.number("status.margin", "dB", status.margin());
        }
        decoded.flag("status.external_power", status.external());
    }
}
