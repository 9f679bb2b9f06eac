package org.headgate.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.headgate.api.message.Message;
import org.headgate.api.message.Trust;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.DeviceProfile;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.testkit.Memory;
import org.headgate.senml.SenmlException;
import org.headgate.senml.SenmlPack;

/**
 * A device profile. The first line of the input is the address; several messages are parted by {@link #NEXT}, each read with what those before it announced. What the profile does not claim it is
 * given all the same.
 */
public final class ProfileTarget implements Target {
    static final byte[] NEXT = {'\n', '=', '=', '\n'};
    private static final int MOST = 8;

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
        Memory memory = new Memory(profile);
        for (byte[] part : parts(input)) {
            read(memory, message(part));
        }
    }

    private void read(Memory memory, Message message) {
        profile.claims(message);
        try {
            for (Decoded decoded : memory.read(message).decoded()) {
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

    private static List<byte[]> parts(byte[] input) {
        List<byte[]> parts = new ArrayList<>();
        int from = 0;
        for (int at = 0; at + NEXT.length <= input.length && parts.size() < MOST - 1; at++) {
            if (Arrays.equals(input, at, at + NEXT.length, NEXT, 0, NEXT.length)) {
                parts.add(Arrays.copyOfRange(input, from, at));
                from = at + NEXT.length;
                at = from - 1;
            }
        }
        parts.add(Arrays.copyOfRange(input, from, input.length));
        return parts;
    }
}
