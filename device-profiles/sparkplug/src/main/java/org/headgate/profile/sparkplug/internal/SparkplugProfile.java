package org.headgate.profile.sparkplug.internal;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.headgate.api.message.Kind;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Announced;
import org.headgate.api.profile.Announcement;
import org.headgate.api.profile.AnnouncingProfile;
import org.headgate.api.profile.Claim;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.DeviceProfile;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.api.profile.Reading;
import org.headgate.profile.sparkplug.internal.Birth.Definition;
import org.osgi.service.component.annotations.Component;

/** Edge nodes that speak Sparkplug B: births define what data means, deaths end it. */
@Component(
        service = DeviceProfile.class,
        property = {
            "profile.id=sparkplug",
            "profile.version=1.0.0",
            "profile.title=Sparkplug B",
            "profile.transports=mqtt",
            "profile.topics=spBv1.0/#",
            "profile.order=spBv1.0/{}/+/{}/#"
        })
public final class SparkplugProfile implements AnnouncingProfile {
    /** Commands that a node or a device offers. */
    private static final List<String> CONTROLS = List.of("Node Control/", "Device Control/");

    private static final int MOST_DEVICES = 900;

    @Override
    public Claim claims(Message message) {
        boolean ours = message.transport().equals("mqtt")
                && Topic.parse(message.address()).isPresent();
        return ours ? Claim.YES : Claim.NO;
    }

    @Override
    public Reading read(Message message, Announced before) throws MalformedPayload {
        Optional<Topic> parsed = Topic.parse(message.address());
        if (parsed.isEmpty() || message.payload().length == 0) {
            return Reading.nothing();
        }
        Topic topic = parsed.get();
        return switch (topic.type()) {
            case "NBIRTH", "DBIRTH" -> birth(message, topic, before);
            case "NDATA", "DDATA" -> data(message, topic, before);
            case "NDEATH" -> nodeDeath(message, topic, before);
            case "DDEATH" -> deviceDeath(message, topic, before);
            default -> Reading.nothing();
        };
    }

    private static Reading birth(Message message, Topic topic, Announced before) throws MalformedPayload {
        Payload payload = Payload.read(message.payload());
        boolean ofNode = topic.device().isEmpty();
        if (!ofNode) {
            named(before, topic.node(), topic);
            checkDevices(before, topic);
        }
        Birth birth = Birth.of(payload);
        Reading.Builder reading = Reading.builder();
        if (ofNode) {
            // Its devices are born anew, each with a birth of its own.
            before.below(topic.node() + '/').forEach(device -> reading.withdraw(device.name()));
            if (payload.seq() != null) {
                reading.mark(topic.node(), payload.seq());
            }
        } else {
            count(payload, topic, before, reading);
        }
        reading.announce(new Announcement(topic.subject(), List.of(), birth.toBytes()));
        reading.decoded(availability(message, topic.subject(), true));
        values(message, topic, payload, birth, reading);
        return reading.build();
    }

    private static Reading data(Message message, Topic topic, Announced before) throws MalformedPayload {
        Payload payload = Payload.read(message.payload());
        named(before, topic.node(), topic);
        Birth birth = Birth.fromBytes(named(before, topic.subject(), topic).content());
        Reading.Builder reading = Reading.builder();
        count(payload, topic, before, reading);
        values(message, topic, payload, birth, reading);
        return reading.build();
    }

    /** A will may come late, when the node is back already: then it tells of the session before. */
    private static Reading nodeDeath(Message message, Topic topic, Announced before) throws MalformedPayload {
        Payload payload = Payload.read(message.payload());
        Optional<Announcement> born = before.named(topic.node());
        if (born.isEmpty()) {
            return Reading.nothing();
        }
        long session = -1;
        for (Metric metric : payload.metrics()) {
            if (metric.name().equals(Birth.SESSION) && metric.value() instanceof Long number) {
                session = number;
            }
        }
        long current = Birth.fromBytes(born.get().content()).session();
        if (session >= 0 && current >= 0 && session != current) {
            return Reading.builder()
                    .notice(
                            "old_death",
                            topic.node() + ": a death of bdSeq " + session + " came, the node lives with " + current,
                            "nothing, where it is rare; often: two nodes may use one name")
                    .build();
        }
        Reading.Builder reading = Reading.builder().withdraw(topic.node());
        reading.decoded(availability(message, topic.node(), false));
        for (Announcement device : before.below(topic.node() + '/')) {
            reading.withdraw(device.name());
            reading.decoded(availability(message, device.name(), false));
        }
        return reading.build();
    }

    private static Reading deviceDeath(Message message, Topic topic, Announced before) throws MalformedPayload {
        Payload payload = Payload.read(message.payload());
        if (before.named(topic.subject()).isEmpty()) {
            return Reading.nothing();
        }
        Reading.Builder reading = Reading.builder().withdraw(topic.subject());
        count(payload, topic, before, reading);
        return reading.decoded(availability(message, topic.subject(), false)).build();
    }

    /** They all die with their node, in one message. */
    private static void checkDevices(Announced before, Topic topic) throws MalformedPayload {
        if (before.named(topic.subject()).isEmpty()
                && before.below(topic.node() + '/').size() >= MOST_DEVICES) {
            throw new MalformedPayload(
                    "too_many_devices", topic.node() + " has " + MOST_DEVICES + " devices already, more are not taken");
        }
    }

    private static Announcement named(Announced before, String name, Topic topic) throws MalformedPayload {
        return before.named(name)
                .orElseThrow(() ->
                        new MalformedPayload("no_birth", "no birth of " + name + " is known; " + topic.rebirth()));
    }

    /** One count for a node and its devices, from 0 to 255 and around (Sparkplug 3.0 §6.4.1). */
    private static void count(Payload payload, Topic topic, Announced before, Reading.Builder reading) {
        if (payload.seq() == null) {
            reading.notice(
                    "sequence_missing",
                    topic.node() + " sends without a sequence number: what is lost is not noticed",
                    "update the software of the edge node");
            return;
        }
        OptionalLong last = before.mark(topic.node());
        long seq = payload.seq();
        reading.mark(topic.node(), seq);
        if (last.isPresent() && seq != last.getAsLong() && seq != (last.getAsLong() + 1 & 0xff)) {
            reading.notice(
                    "sequence_gap",
                    topic.node() + ": after " + last.getAsLong() + " came " + seq,
                    "messages were lost between node and gateway: look at the network; " + topic.rebirth());
        }
    }

    private static void values(Message message, Topic topic, Payload payload, Birth birth, Reading.Builder reading)
            throws MalformedPayload {
        Birth.Index index = birth.index();
        Decoded.Builder decoded = builder(message, topic.subject());
        MetricValues values = new MetricValues(decoded, message.receivedAt(), payload.timestamp());
        for (Metric metric : payload.metrics()) {
            add(metric, index, values, topic);
        }
        if (!decoded.isEmpty()) {
            reading.decoded(decoded.build());
        }
        if (values.uncertain() > 0) {
            reading.notice(
                    "bad_quality",
                    topic.subject() + ": " + values.uncertain()
                            + " metrics in a message are not good, says the node, and were left out",
                    "look at the device, and at its connection to the edge node");
        }
        if (values.skipped() > 0) {
            reading.notice(
                    "value_left_out",
                    topic.subject() + ": " + values.skipped()
                            + " values in a message are no numbers, or more than 4096 bytes",
                    "nothing, if nobody needs them");
        }
    }

    private static void add(Metric metric, Birth.Index index, MetricValues values, Topic topic)
            throws MalformedPayload {
        if (metric.name().equals(Birth.SESSION)) {
            return;
        }
        Definition definition = index.find(metric);
        if (definition == null) {
            String what = metric.name().isEmpty() ? "the alias " + metric.alias() : Names.shown(metric.name());
            throw new MalformedPayload(
                    "unknown_metric", what + " is not in the birth of " + topic.subject() + "; " + topic.rebirth());
        }
        if (metric.datatype() != 0 && metric.datatype() != definition.datatype()) {
            throw new MalformedPayload(
                    "datatype_differs",
                    Names.shown(definition.name()) + " has the datatype " + metric.datatype() + ", in the birth "
                            + definition.datatype());
        }
        if (CONTROLS.stream().noneMatch(definition.name()::startsWith)) {
            values.add(Names.quantity(definition.name()), metric, definition.datatype(), definition.unit());
        }
    }

    private static Decoded availability(Message message, String subject, boolean online) {
        return builder(message, subject)
                .kind(Kind.AVAILABILITY)
                .flag("online", online)
                .build();
    }

    private static Decoded.Builder builder(Message message, String subject) {
        return Decoded.of(Topic.urn(subject), message).name(subject);
    }
}
