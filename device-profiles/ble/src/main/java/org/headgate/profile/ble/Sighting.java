package org.headgate.profile.ble;

import java.util.Locale;
import java.util.Optional;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.DeviceUrn;

/** That a receiver heard an advert, as a coverage sighting. Who sent it is told only where that is a thing with a name of its own. */
public final class Sighting {
    private static final long MEGAHERTZ = 1_000_000;

    private Sighting() {}

    /** Of a report whose topic tells who heard it; empty also where what sent it belongs to a person, or cannot be told from that. See {@link #of(Message, Receiver, BleReport, boolean)}. */
    public static Optional<Decoded> of(Message message, BleReport report, boolean understood) {
        return Receiver.of(message).flatMap(receiver -> of(message, receiver, report, understood));
    }

    /**
     * The sighting, of the receiver.
     *
     * @param understood whether it is known what kind of device it is, so that its address is its own unless it is known to change
     */
    public static Optional<Decoded> of(Message message, Receiver receiver, BleReport report, boolean understood) {
        Optional<String> transmitter = Persons.carries(report) ? Optional.empty() : transmitter(report, understood);
        return transmitter.map(urn -> sighting(message, receiver, report, urn));
    }

    private static Optional<String> transmitter(BleReport report, boolean understood) {
        return report.beacon()
                .map(Beacon::name)
                .map(name -> DeviceUrn.named("mqtt", name))
                .or(() -> report.address()
                        .filter(address -> understood ? !address.isPrivate() : address.isStable())
                        .map(BleAddress::urn));
    }

    private static Decoded sighting(Message message, Receiver receiver, BleReport report, String transmitter) {
        Decoded.Builder sighting = Decoded.of(receiver.urn(), message).name(receiver.name());
        report.at().ifPresent(sighting::at);
        sighting.text("technology", "ble").transmitter(transmitter);
        report.address().ifPresent(address -> sighting.text("address_type", type(address.kind())));
        sighting.text("frame", report.beacon().map(Beacon::frame).orElse("advert"));
        report.beacon().ifPresent(beacon -> beacon.add(sighting));
        report.power().ifPresent(power -> sighting.number("tx_power", "dBm", power));
        report.rssi().ifPresent(rssi -> sighting.number("rssi", "dBm", rssi));
        report.channel()
                .ifPresent(
                        channel -> sighting.number("channel", null, channel).number("freq", "Hz", frequency(channel)));
        return sighting.build();
    }

    private static String type(BleAddress.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Bluetooth Core 5.4, volume 6 part B §1.4.1. @param channel 0 to 39 */
    private static long frequency(int channel) {
        return MEGAHERTZ
                * switch (channel) {
                    case 37 -> 2402;
                    case 38 -> 2426;
                    case 39 -> 2480;
                    default -> channel <= 10 ? 2404 + 2 * channel : 2406 + 2 * channel;
                };
    }
}
