package org.headgate.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.headgate.api.message.Message;
import org.headgate.api.message.Trust;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.DeviceProfile;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.senml.SenmlException;
import org.headgate.senml.SenmlPack;

/** A device profile: the first line of the input is the address. What it does not claim it is given all the same. */
public final class ProfileTarget implements Target {
    private final String name;
    private final DeviceProfile profile;
    private final List<byte[]> seeds;

    ProfileTarget(String name, DeviceProfile profile, List<byte[]> seeds) {
        this.name = name;
        this.profile = profile;
        this.seeds = seeds;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<byte[]> seeds() {
        return seeds;
    }

    @Override
    public void take(byte[] input) {
        Message message = message(input);
        profile.claims(message);
        try {
            for (Decoded decoded : profile.decode(message)) {
                if (!decoded.records().isEmpty()) {
                    SenmlPack.of(decoded.records());
                }
            }
        } catch (MalformedPayload | SenmlException e) {
            if (e.getMessage() == null || e.getMessage().isBlank()) {
                throw new AssertionError("a refusal without a reason", e);
            }
        }
    }

    /** The first line is the address; large input has none, so that it is payload. */
    public static Message message(byte[] input) {
        int line = 0;
        while (line < Math.min(input.length, 300) && input[line] != '\n') {
            line++;
        }
        boolean addressed = line < input.length && input[line] == '\n';
        String address = addressed ? new String(input, 0, line, StandardCharsets.UTF_8) : "a/b";
        byte[] payload = addressed ? Arrays.copyOfRange(input, line + 1, input.length) : input;
        String type = payload.length > 0 && payload[0] < 0 ? "application/senml+cbor" : "";
        return new Message("mqtt", "mqtt-door", address, "", Trust.TRANSPORT, type, payload, 1_700_000_000_000L, null);
    }
}
