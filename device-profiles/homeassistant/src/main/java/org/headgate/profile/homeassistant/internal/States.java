package org.headgate.profile.homeassistant.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.headgate.api.message.Kind;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Announcement;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.api.profile.Reading;
import org.headgate.profile.homeassistant.internal.Entity.Availability;
import org.headgate.profile.homeassistant.internal.Entity.Point;
import org.headgate.profile.json.Scale;
import org.headgate.profile.json.StrictJson;
import org.headgate.profile.json.StrictText;
import org.headgate.profile.json.UnitText;
import org.headgate.profile.json.Values;
import org.jspecify.annotations.Nullable;

/** Reads a message at an address that was announced: it may hold values of many entities, and of several devices. */
final class States implements Template.Input {
    private static final int LONGEST = 255;
    private static final int LARGEST = 64 * 1024;
    private static final Set<String> NOTHING = Set.of("", "unknown", "unavailable", "none", "null", "nan");

    private final Message message;
    private final Map<String, Decoded.Builder> values = new LinkedHashMap<>();
    private final Map<String, Decoded.Builder> online = new LinkedHashMap<>();
    private final String text;
    private @Nullable JsonNode json;
    private @Nullable MalformedPayload notJson;
    private boolean parsed;
    private String leftOut = "";

    private States(Message message, String text) {
        this.message = message;
        this.text = text;
    }

    static Reading read(Message message, List<Announcement> announced) throws MalformedPayload {
        if (message.payload().length == 0) {
            return Reading.nothing();
        }
        if (message.payload().length > LARGEST) {
            throw new MalformedPayload("too_large", message.payload().length + " bytes, at most " + LARGEST);
        }
        States states = new States(message, new String(message.payload(), StandardCharsets.UTF_8));
        for (Announcement announcement : announced) {
            states.add(Entity.fromBytes(announcement.content()));
        }
        return states.reading();
    }

    @Override
    public String text() {
        return text;
    }

    @Override
    public @Nullable JsonNode json() {
        if (!parsed) {
            parsed = true;
            try {
                json = StrictJson.value(message.payload());
            } catch (MalformedPayload e) {
                notJson = e;
            }
        }
        return json;
    }

    private Reading reading() throws MalformedPayload {
        Reading.Builder reading = Reading.builder();
        online.values().forEach(decoded -> reading.decoded(decoded.build()));
        for (Decoded.Builder decoded : values.values()) {
            if (!decoded.isEmpty()) {
                reading.decoded(decoded.build());
            }
        }
        boolean nothing = online.isEmpty() && values.values().stream().allMatch(Decoded.Builder::isEmpty);
        if (nothing && notJson != null) {
            throw notJson;
        }
        if (!leftOut.isEmpty()) {
            reading.notice("value_left_out", leftOut, "look at the device, or at what it announces");
        }
        return reading.build();
    }

    private void add(Entity entity) throws MalformedPayload {
        for (Availability one : entity.availability()) {
            if (one.topic().equals(message.address())) {
                availability(entity, one);
            }
        }
        for (Point point : entity.points()) {
            if (point.topic().equals(message.address())) {
                Object value = value(point.template());
                if (value != null) {
                    add(values.computeIfAbsent(entity.urn(), urn -> builder(entity)), point, value);
                }
            }
        }
    }

    private void availability(Entity entity, Availability one) {
        Object value = value(one.template());
        String state = value == null ? "" : Template.written(value).strip();
        boolean there = state.equals(one.on());
        if (there ? one.online() : state.equals(one.off()) && one.offline()) {
            online.computeIfAbsent(
                    entity.urn(), urn -> builder(entity).kind(Kind.AVAILABILITY).flag("online", there));
        }
    }

    private void add(Decoded.Builder decoded, Point point, Object value) throws MalformedPayload {
        String written = Template.written(value).strip();
        switch (point.form()) {
            case NUMBER -> number(decoded, point, value, written);
            case FLAG -> flag(decoded, point, written);
            case TEXT -> text(decoded, point, written);
            case ANY -> any(decoded, point, value, written);
        }
    }

    private void number(Decoded.Builder decoded, Point point, Object value, String written) throws MalformedPayload {
        OptionalDouble number = value instanceof BigDecimal decimal
                ? OptionalDouble.of(decimal.doubleValue())
                : StrictText.number(written);
        if (number.isPresent() && Double.isFinite(number.getAsDouble())) {
            Values.number(decoded, point.quantity(), scale(point), number.getAsDouble());
        } else if (!NOTHING.contains(written.toLowerCase(Locale.ROOT))) {
            leaveOut(point, "is no number");
        }
    }

    private static @Nullable Scale scale(Point point) {
        return switch (point.deviceClass()) {
            case "humidity" -> UnitText.find(point.unit().equals("%") ? "%RH" : point.unit());
            case "battery" -> point.unit().equals("%") ? Scale.of("%EL") : UnitText.find(point.unit());
            case "temperature" ->
                switch (point.unit()) {
                    case "C", "F" -> UnitText.find("°" + point.unit());
                    default -> UnitText.find(point.unit());
                };
            case "power_factor" -> point.unit().isEmpty() ? Scale.of("/") : UnitText.find(point.unit());
            default -> UnitText.find(point.unit());
        };
    }

    private void flag(Decoded.Builder decoded, Point point, String written) {
        if (written.equals(point.on())) {
            decoded.flag(point.quantity(), true);
        } else if (written.equals(point.off())) {
            decoded.flag(point.quantity(), false);
        } else if (!NOTHING.contains(written.toLowerCase(Locale.ROOT))) {
            leaveOut(point, "is neither its payload for on nor that for off");
        }
    }

    private void any(Decoded.Builder decoded, Point point, Object value, String written) throws MalformedPayload {
        OptionalDouble number = StrictText.number(written);
        if (value instanceof Boolean flag) {
            decoded.flag(point.quantity(), flag);
        } else if (number.isPresent() && Double.isFinite(number.getAsDouble())) {
            Values.number(decoded, point.quantity(), scale(point), number.getAsDouble());
        } else {
            text(decoded, point, written);
        }
    }

    private void text(Decoded.Builder decoded, Point point, String written) {
        if (written.length() > LONGEST) {
            leaveOut(point, "has more than " + LONGEST + " characters");
        } else if (!NOTHING.contains(written.toLowerCase(Locale.ROOT))) {
            decoded.text(point.quantity(), written);
        }
    }

    private void leaveOut(Point point, String why) {
        if (leftOut.isEmpty()) {
            leftOut = point.quantity() + " at " + message.address() + " " + why;
        }
    }

    /** Templates were understood when they were announced; one that no longer is, after an update, gives nothing. */
    private @Nullable Object value(String template) {
        if (template.isEmpty()) {
            return text;
        }
        try {
            return Template.evaluate(template, this);
        } catch (Template.NotUnderstood e) {
            return null;
        }
    }

    private Decoded.Builder builder(Entity entity) {
        return Decoded.of(entity.urn(), message)
                .name(entity.name().isEmpty() ? null : entity.name())
                .model(entity.model().isEmpty() ? null : entity.model());
    }
}
