package org.headgate.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.headgate.api.message.Message;
import org.headgate.api.profile.AnnouncingProfile;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.testkit.Memory;
import org.headgate.senml.SenmlException;
import org.headgate.senml.SenmlPack;

/** A profile of devices that announce themselves: several messages, as for {@link ProfileTarget}, parted by {@link #NEXT}, each read with what those before it announced. */
public final class AnnouncingTarget implements Target {
    static final byte[] NEXT = {'\n', '=', '=', '\n'};
    private static final int MOST = 8;

    private final String name;
    private final AnnouncingProfile profile;
    private final List<byte[]> seeds;

    AnnouncingTarget(String name, AnnouncingProfile profile, List<byte[]> seeds) {
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
            Message message = ProfileTarget.message(part);
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
