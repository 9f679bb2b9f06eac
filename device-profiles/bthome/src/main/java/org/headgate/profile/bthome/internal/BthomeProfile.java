package org.headgate.profile.bthome.internal;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.crypto.SecretKey;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Claim;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.DeviceProfile;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.ble.BleAddress;
import org.headgate.profile.ble.BleReport;
import org.headgate.profile.ble.Reporter;
import org.headgate.profile.ble.Sighting;

/** BTHome v2 in adverts, whoever reports them; and what the vendor's scripts on Shelly devices have decoded of it. */
final class BthomeProfile implements DeviceProfile {
    private static final int UUID = 0xfcd2;
    private static final byte[] NO_HEADER = {};

    private final Supplier<BindKeys> keys;
    private final String keysAre;

    /** @param keysAre where the operator puts keys, for the reason of a refusal */
    BthomeProfile(Supplier<BindKeys> keys, String keysAre) {
        this.keys = keys;
        this.keysAre = keysAre;
    }

    @Override
    public Claim claims(Message message) {
        Optional<Reporter> reporter = Reporter.of(message);
        if (reporter.isPresent()) {
            return reporter.get().mayCarryService(message.payload(), UUID) ? Claim.THIS_ONE : Claim.NOT_THIS_ONE;
        }
        return ShellyScript.isFor(message) ? Claim.YES : Claim.NO;
    }

    @Override
    public List<Decoded> decode(Message message) throws MalformedPayload {
        if (ShellyScript.isFor(message)) {
            return ShellyScript.decode(message);
        }
        Optional<BleReport> report = BleReport.of(message);
        Optional<byte[]> data = report.flatMap(one -> one.advert().service(UUID));
        return data.isPresent() ? decode(message, report.get(), Frame.parse(data.get())) : List.of();
    }

    private List<Decoded> decode(Message message, BleReport report, Frame frame) throws MalformedPayload {
        BleAddress device = frame.address()
                .or(report::address)
                .orElseThrow(() -> new MalformedPayload(
                        "address_missing", "neither the data nor its reporter tells the address of the device"));
        if (device.isPrivate()) {
            return List.of();
        }
        byte[] objects = open(device, frame);
        Decoded.Builder decoded = Decoded.of(device.urn(), message)
                .name(report.advert().name().orElse(null))
                .model("BTHome");
        report.at().ifPresent(decoded::at);
        BthomeObjects.read(objects, decoded);
        if (frame.isEncrypted()) {
            decoded.number("counter", null, frame.counter());
        }
        report.rssi().ifPresent(rssi -> decoded.number("rssi", "dBm", rssi));
        Optional<Decoded> values = decoded.isEmpty() ? Optional.empty() : Optional.of(decoded.build());
        return Stream.concat(values.stream(), Sighting.of(message, report.from(device), true).stream())
                .toList();
    }

    private byte[] open(BleAddress device, Frame frame) throws MalformedPayload {
        Optional<SecretKey> key = keys.get().find(device);
        if (!frame.isEncrypted()) {
            if (key.isPresent()) {
                throw new MalformedPayload(
                        "not_encrypted",
                        device + " has a key in " + keysAre + " and its data came unencrypted, as anyone could send it;"
                                + " take its line out if it shall");
            }
            return frame.body();
        }
        if (key.isEmpty()) {
            throw new MalformedPayload(
                    "key_missing",
                    device + " encrypts, and there is no key for it: add the line '" + device
                            + " KEY' with its bind key to " + keysAre);
        }
        return Ccm.open(key.get(), frame.nonce(device), NO_HEADER, frame.sealed(), Frame.MIC)
                .orElseThrow(() -> new MalformedPayload(
                        "key_wrong",
                        "the integrity code of " + device + " is wrong: the key for it in " + keysAre
                                + " is not its own, or the data was changed on the way"));
    }
}
