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
 * A device pack as 'headgate pack build' makes it, as a profile, with those of its examples that it understands, as ChirpStack hands them on.
 *
 * @param messages an undecoded uplink for each example
 */
public record PackCases(String id, DeviceProfile profile, List<Message> messages) {

    private static final String DEV_EUI = "0102030405060708";

    /** @param folder with {@code pack.json} */
    public static PackCases of(Path folder) throws IOException {
        try {
            return read(folder);
        } catch (PackFault e) {
            throw new IOException(folder + ": " + e.getMessage(), e);
        }
    }

    private static PackCases read(Path folder) throws PackFault, IOException {
        PackFile file = PackBuild.Built.of(PackFile.folder(folder)).file();
        Loaded loaded = Loaded.check(file, new Sandbox(), Limits.MESSAGE);
        Pack pack = loaded.pack();
        Router router = new Router(new Assignments(folder.resolve("ts013.devices")));
        router.packs(List.of(pack));
        DeviceProfile profile = new PackProfile(loaded, router, Limits.MESSAGE, (id, reason) -> {
            throw new IllegalStateException(id + ": " + reason);
        });
        List<Message> messages = Example.read(file.bytes(pack.examples())).stream()
                .filter(example -> !example.output().has("errors"))
                .map(example -> uplink(pack.id(), example))
                .toList();
        return new PackCases(pack.id(), profile, messages);
    }

    private static Message uplink(String pack, Example example) {
        String json = """
                {"deviceInfo":{"applicationId":"a","deviceName":"d","deviceProfileName":"p","devEui":"%s","tags":{"pack":"%s"}},\
                "fCnt":7,"fPort":%d,"data":"%s","rxInfo":[{"gatewayId":"0016c001f153a14c","rssi":-48,"snr":9}],"txInfo":{"frequency":868100000}}""".formatted(
                        DEV_EUI, pack, example.fPort(), Base64.getEncoder().encodeToString(example.bytes()));
        return new Message(
                "mqtt",
                "vector",
                "application/a/device/" + DEV_EUI + "/event/up",
                "",
                Trust.UNKNOWN,
                "",
                json.getBytes(StandardCharsets.UTF_8),
                1_700_000_000_000L,
                null);
    }
}
