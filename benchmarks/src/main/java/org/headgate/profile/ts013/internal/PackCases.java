package org.headgate.profile.ts013.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.headgate.api.message.Message;
import org.headgate.api.message.Trust;
import org.headgate.api.profile.DeviceProfile;
import org.headgate.profile.ts013.internal.sandbox.Limits;
import org.headgate.profile.ts013.internal.sandbox.Sandbox;

/**
 * A device pack as a profile, with its examples as ChirpStack hands them on.
 *
 * @param messages an undecoded uplink for each example
 */
public record PackCases(String id, DeviceProfile profile, List<Message> messages) {

    /** @param folder with {@code pack.json}; of a device that is matched by its DevEUI */
    public static PackCases of(Path folder) throws IOException {
        try {
            return read(folder);
        } catch (PackFault e) {
            throw new IOException(folder + ": " + e.getMessage(), e);
        }
    }

    private static PackCases read(Path folder) throws PackFault, IOException {
        PackFile file = PackFile.folder(folder);
        Loaded loaded = Loaded.check(file, new Sandbox(), Limits.MESSAGE);
        Pack pack = loaded.pack();
        Router router = new Router(new Assignments(folder.resolve("ts013.devices")));
        router.packs(List.of(pack));
        DeviceProfile profile = new PackProfile(loaded, router, Limits.MESSAGE, (id, reason) -> {
            throw new IllegalStateException(id + ": " + reason);
        });
        String devEui = (pack.matches().devEuis().get(0).replace("*", "") + "0".repeat(16)).substring(0, 16);
        List<Message> messages = Example.read(file.bytes(pack.examples())).stream()
                .map(example -> uplink(devEui, example))
                .toList();
        return new PackCases(pack.id(), profile, messages);
    }

    private static Message uplink(String devEui, Example example) {
        String json =
                "{\"deviceInfo\":{\"applicationId\":\"a\",\"deviceName\":\"d\",\"deviceProfileName\":\"p\",\"devEui\":\"%s\"},"
                                .formatted(devEui)
                        + "\"fCnt\":7,\"fPort\":%d,\"data\":\"%s\","
                                .formatted(example.fPort(), Base64.getEncoder().encodeToString(example.bytes()))
                        + "\"rxInfo\":[{\"gatewayId\":\"0016c001f153a14c\",\"rssi\":-48,\"snr\":9}],\"txInfo\":{\"frequency\":868100000}}";
        return new Message(
                "mqtt",
                "vector",
                "application/a/device/" + devEui + "/event/up",
                "",
                Trust.UNKNOWN,
                "",
                json.getBytes(StandardCharsets.UTF_8),
                1_700_000_000_000L,
                null);
    }
}
