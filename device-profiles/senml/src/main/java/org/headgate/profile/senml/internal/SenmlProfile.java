package org.headgate.profile.senml.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Claim;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.DeviceProfile;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.senml.SenmlException;
import org.headgate.senml.SenmlPack;
import org.headgate.senml.SenmlRecord;
import org.osgi.service.component.annotations.Component;

/** SenML as it comes: each device of a pack gets a contribution. */
@Component(
        property = {
            "profile.id=senml",
            "profile.version=1.0.0",
            "profile.title=SenML (RFC 8428)",
            "profile.transports=coap",
            "profile.transports=mqtt",
            "profile.topics=senml/#",
            "profile.topics=+/senml",
            "profile.topics=+/senml/#",
            "profile.markers=urn:dev:"
        })
public final class SenmlProfile implements DeviceProfile {

    @Override
    public Claim claims(Message message) {
        return Form.of(message) == Form.NONE ? Claim.NOT_THIS_ONE : Claim.THIS_ONE;
    }

    @Override
    public List<Decoded> decode(Message message) throws MalformedPayload {
        Map<String, Decoded.Builder> devices = new LinkedHashMap<>();
        String other = Owner.of(message);
        for (SenmlRecord record : read(message).records()) {
            Owner owner = Owner.of(record.name(), other);
            devices.computeIfAbsent(owner.device(), device -> Decoded.of(device, message))
                    .record(owner.named() ? renamed(record, owner.device()) : record);
        }
        return devices.values().stream().map(Decoded.Builder::build).toList();
    }

    private static SenmlPack read(Message message) throws MalformedPayload {
        try {
            return switch (Form.of(message)) {
                case JSON -> named(SenmlPack.resolveJson(message.payload(), message.receivedAt()));
                case CBOR -> named(SenmlPack.resolveCbor(message.payload(), message.receivedAt()));
                case NONE -> throw new MalformedPayload("not_senml", "neither SenML JSON nor SenML CBOR");
            };
        } catch (SenmlException e) {
            throw new MalformedPayload(e.code(), String.valueOf(e.getMessage()));
        }
    }

    private static SenmlPack named(List<SenmlRecord> records) throws SenmlException {
        return SenmlPack.of(Ipso.named(records));
    }

    private static SenmlRecord renamed(SenmlRecord record, String device) {
        return new SenmlRecord(
                device + ":" + record.name(),
                record.unit(),
                record.value(),
                record.sum(),
                record.time(),
                record.updateTime(),
                record.extensions());
    }
}
