package org.headgate.profile.ruuvi.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.headgate.api.message.Kind;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Claim;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.DeviceProfile;
import org.headgate.api.profile.DeviceUrn;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.ble.BleAddress;
import org.headgate.profile.ble.BleReport;
import org.headgate.profile.ble.Reporter;
import org.headgate.profile.ble.Sighting;
import org.headgate.profile.json.StrictJson;
import org.osgi.service.component.annotations.Component;

/** RuuviTag and Ruuvi Air in adverts, whoever reports them; Ruuvi Gateway. */
@Component(
        property = {
            "profile.id=ruuvi",
            "profile.version=1.0.0",
            "profile.title=Ruuvi",
            "profile.transports=mqtt",
            "profile.topics=ruuvi/+/+",
            "profile.markers=9904",
            "profile.markers=gw_mac",
            "service.ranking:Integer=10"
        })
public final class RuuviProfile implements DeviceProfile {
    private static final int COMPANY = 0x0499;
    private static final int BTHOME = 0xfcd2;
    private static final Pattern STATUS = Pattern.compile("ruuvi/([^/]{1,64})/gw_status");

    @Override
    public Claim claims(Message message) {
        Optional<Reporter> reporter = Reporter.of(message);
        if (reporter.isEmpty()) {
            boolean status = message.transport().equals("mqtt")
                    && STATUS.matcher(message.address()).matches();
            return status ? Claim.YES : Claim.NO;
        }
        boolean ours = reporter.get() == Reporter.RUUVI_GATEWAY
                ? !reporter.get().mayCarryService(message.payload(), BTHOME)
                : reporter.get().mayCarryCompany(message.payload(), COMPANY);
        return ours ? Claim.THIS_ONE : Claim.NOT_THIS_ONE;
    }

    @Override
    public List<Decoded> decode(Message message) throws MalformedPayload {
        var status = STATUS.matcher(message.address());
        if (status.matches()) {
            return status(message, status.group(1));
        }
        Optional<BleReport> report = BleReport.of(message);
        if (report.isEmpty()) {
            return List.of();
        }
        Optional<byte[]> data = report.get().advert().manufacturer(COMPANY);
        return data.isPresent()
                ? decode(message, report.get(), Frame.parse(data.get()))
                : Sighting.of(message, report.get(), false).stream().toList();
    }

    private static List<Decoded> decode(Message message, BleReport report, Frame frame) throws MalformedPayload {
        BleAddress device = report.address()
                .or(frame::address)
                .orElseThrow(() -> new MalformedPayload(
                        "address_missing", "neither the data nor its reporter tells the address of the device"));
        if (device.isPrivate()) {
            return List.of();
        }
        Decoded.Builder decoded = Decoded.of(device.urn(), message)
                .name(report.advert().name().orElse(null))
                .model(frame.model());
        report.at().ifPresent(decoded::at);
        frame.read(decoded);
        report.rssi().ifPresent(rssi -> decoded.number("rssi", "dBm", rssi));
        Optional<Decoded> values = decoded.isEmpty() ? Optional.empty() : Optional.of(decoded.build());
        return Stream.concat(values.stream(), Sighting.of(message, report.from(device), true).stream())
                .toList();
    }

    /** {@code {"state":"online"}}, and as the gateway's last will {@code offline}. */
    private static List<Decoded> status(Message message, String gateway) throws MalformedPayload {
        if (message.payload().length == 0) {
            return List.of();
        }
        ObjectNode told = StrictJson.object(message.payload());
        String state = told.path("state").asText();
        if (!state.equals("online") && !state.equals("offline")) {
            throw new MalformedPayload("availability_unknown", "state is 'online' or 'offline'");
        }
        String device = BleAddress.parse(gateway, BleAddress.Type.PUBLIC)
                .map(BleAddress::urn)
                .orElseGet(() -> DeviceUrn.named("mqtt", "ruuvi/" + gateway));
        return List.of(Decoded.of(device, message)
                .name(gateway)
                .model("Ruuvi Gateway")
                .kind(Kind.AVAILABILITY)
                .flag("online", state.equals("online"))
                .build());
    }
}
