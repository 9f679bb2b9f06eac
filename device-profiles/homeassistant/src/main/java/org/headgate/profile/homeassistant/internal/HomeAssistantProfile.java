package org.headgate.profile.homeassistant.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Announced;
import org.headgate.api.profile.Announcement;
import org.headgate.api.profile.AnnouncingProfile;
import org.headgate.api.profile.Claim;
import org.headgate.api.profile.DeviceProfile;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.api.profile.Reading;
import org.headgate.profile.json.StrictJson;
import org.osgi.service.component.annotations.Component;

/** Devices that announce themselves to Home Assistant. Below all families: who has a profile of its own is read by that. */
@Component(
        service = DeviceProfile.class,
        property = {
            "profile.id=homeassistant",
            "profile.version=1.0.0",
            "profile.title=Home Assistant discovery",
            "profile.transports=mqtt",
            "profile.topics=homeassistant/+/+/config",
            "profile.topics=homeassistant/+/+/+/config",
            "profile.order=homeassistant/#",
            "service.ranking:Integer=-100"
        })
public final class HomeAssistantProfile implements AnnouncingProfile {
    private static final int MOST_COMPONENTS = 256;
    private static final ObjectNode NONE = JsonNodeFactory.instance.objectNode();

    @Override
    public Claim claims(Message message) {
        boolean ours = message.transport().equals("mqtt")
                && DiscoveryTopic.parse(message.address()).isPresent();
        return ours ? Claim.YES : Claim.NO;
    }

    @Override
    public Reading read(Message message, Announced before) throws MalformedPayload {
        Optional<DiscoveryTopic> topic = DiscoveryTopic.parse(message.address());
        if (topic.isEmpty()) {
            return States.read(message, before.here());
        }
        if (message.payload().length == 0) {
            return withdrawn(message.address(), before);
        }
        ObjectNode config = StrictJson.object(message.payload());
        return topic.get().isOfDevice() ? device(topic.get(), config, before) : single(topic.get(), config, before);
    }

    private static Reading withdrawn(String address, Announced before) {
        Reading.Builder reading = Reading.builder();
        before.named(address).ifPresent(one -> reading.withdraw(one.name()));
        before.below(address + '#').forEach(one -> reading.withdraw(one.name()));
        return reading.build();
    }

    private static Reading single(DiscoveryTopic topic, ObjectNode config, Announced before) throws MalformedPayload {
        Reading.Builder reading = Reading.builder();
        String fallback = Keys.text(
                config, "unique_id", topic.node().isEmpty() ? topic.object() : topic.node() + '/' + topic.object());
        DeviceBlock device = DeviceBlock.of(config, fallback);
        if (!announce(topic.component(), topic.object(), config, NONE, device, topic.address(), reading)) {
            before.named(topic.address()).ifPresent(one -> reading.withdraw(one.name()));
        }
        return reading.build();
    }

    /** All that a device has in one configuration; what is no longer in it is gone. */
    private static Reading device(DiscoveryTopic topic, ObjectNode config, Announced before) throws MalformedPayload {
        JsonNode components = Keys.get(config, "components");
        if (!components.isObject()) {
            throw new MalformedPayload("no_components", "the configuration of a device has no 'components'");
        }
        if (components.size() > MOST_COMPONENTS) {
            throw new MalformedPayload(
                    "too_many_values", components.size() + " components, at most " + MOST_COMPONENTS);
        }
        DeviceBlock device = DeviceBlock.of(config, topic.object());
        Reading.Builder reading = Reading.builder();
        Set<String> announced = new HashSet<>();
        for (Map.Entry<String, JsonNode> entry : components.properties()) {
            if (entry.getValue() instanceof ObjectNode component) {
                String name = topic.address() + '#' + entry.getKey();
                String platform = Keys.text(component, "platform", "");
                boolean removed = component.size() <= 1;
                if (!removed && announce(platform, entry.getKey(), component, config, device, name, reading)) {
                    announced.add(name);
                }
            }
        }
        for (Announcement old : before.below(topic.address() + '#')) {
            if (!announced.contains(old.name())) {
                reading.withdraw(old.name());
            }
        }
        return reading.build();
    }

    /** False where the component is not read. */
    private static boolean announce(
            String component,
            String id,
            ObjectNode config,
            ObjectNode shared,
            DeviceBlock device,
            String name,
            Reading.Builder reading)
            throws MalformedPayload {
        if (Configuration.isLeftOut(component)) {
            return false;
        }
        try {
            Entity entity = new Configuration(config, shared).entity(component, id, device);
            reading.announce(new Announcement(name, entity.addresses(), entity.toBytes()));
            return true;
        } catch (Configuration.Skipped e) {
            reading.notice(
                    "entity_skipped",
                    name + ": " + e.getMessage(),
                    "its values are not kept; a profile of its own, or another template in the device, would help");
            return false;
        }
    }
}
