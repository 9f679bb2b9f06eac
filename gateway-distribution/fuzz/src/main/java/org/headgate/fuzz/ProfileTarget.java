package org.headgate.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.headgate.api.message.Message;
import org.headgate.api.message.Trust;
import org.headgate.api.profile.DeviceProfile;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.api.profile.Reading;
import org.headgate.profile.testkit.Vector;
import org.headgate.profile.testkit.Vectors;
import org.headgate.profiles.internal.GatewayMemory;

/**
 * A device profile, with its own vectors to begin with. Several messages are parted by {@link #NEXT}; each is read with what those before it announced, as far as the gateway keeps it. The first
 * line of a message is the address and, parted by tabs, transport, content type, sender and receive time, as many as differ from what is usual. What the profile does not claim it is given all the same.
 */
public final class ProfileTarget implements Target {
    private static final byte[] NEXT = {'\n', '=', '=', '\n'};
    private static final int MOST = 16;
    private static final int LONGEST_LINE = 1200;
    private static final long RECEIVED_AT = 1_700_000_000_000L;
    private static final long LATEST = 253_402_300_799_000L;
    private static final int TWICE = 16;

    private final String name;
    private final DeviceProfile profile;
    private final boolean own;

    private ProfileTarget(String name, DeviceProfile profile, boolean own) {
        this.name = name;
        this.profile = profile;
        this.own = own;
    }

    /** Of one that itself says what things are called, in which unit they are, and when they were. */
    static Target of(String name, DeviceProfile profile) {
        return new ProfileTarget(name, profile, true);
    }

    /** Of one that passes on what the sender says of it. */
    static Target passing(String name, DeviceProfile profile) {
        return new ProfileTarget(name, profile, false);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<byte[]> seeds() {
        return Vectors.of(profile.getClass()).stream().map(ProfileTarget::seed).toList();
    }

    @Override
    public void take(byte[] input) {
        List<byte[]> parts = parts(input);
        String said = said(parts);
        if (Arrays.hashCode(input) % TWICE == 0 && !said.equals(said(parts))) {
            throw new AssertionError("the same messages say another thing the second time; the first: " + said);
        }
    }

    private String said(List<byte[]> parts) {
        GatewayMemory memory = new GatewayMemory(profile);
        StringBuilder said = new StringBuilder();
        for (byte[] part : parts) {
            read(memory, message(part), said);
        }
        return said.toString();
    }

    private void read(GatewayMemory memory, Message message, StringBuilder said) {
        if (profile.claims(message) != profile.claims(message)) {
            throw new AssertionError("claims one time, and not the other");
        }
        try {
            Reading reading = memory.read(message);
            Contract.holds(message, reading, own);
            reading.decoded().forEach(one -> said.append(one.device()).append(one.records()));
            said.append(reading.withdrawn()).append(reading.marks()).append(reading.notices());
        } catch (MalformedPayload e) {
            Contract.holds(e);
            said.append(e.code()).append(e.getMessage());
        }
    }

    /** Large input without a line has no address, so that it is payload. */
    public static Message message(byte[] input) {
        int line = 0;
        while (line < Math.min(input.length, LONGEST_LINE) && input[line] != '\n') {
            line++;
        }
        if (line >= input.length || input[line] != '\n') {
            return message(new String[] {"a/b"}, input);
        }
        String[] head = new String(input, 0, line, StandardCharsets.UTF_8).split("\t", -1);
        return message(head, Arrays.copyOfRange(input, line + 1, input.length));
    }

    private static Message message(String[] head, byte[] payload) {
        String sender = part(head, 3);
        return new Message(
                part(head, 1).isEmpty() ? "mqtt" : part(head, 1),
                "fuzz",
                head[0],
                sender,
                sender.isEmpty() ? Trust.UNKNOWN : Trust.TRANSPORT,
                part(head, 2),
                payload,
                time(part(head, 4)),
                null);
    }

    private static String part(String[] head, int index) {
        return index < head.length ? head[index] : "";
    }

    private static long time(String digits) {
        return digits.matches("[0-9]{1,15}") ? Math.min(LATEST, Long.parseLong(digits)) : RECEIVED_AT;
    }

    private static byte[] seed(Vector vector) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        vector.before().forEach(message -> {
            all.writeBytes(bytes(message));
            all.writeBytes(NEXT);
        });
        all.writeBytes(bytes(vector.message()));
        return all.toByteArray();
    }

    /** What {@link #message(byte[])} reads again. */
    static byte[] bytes(Message message) {
        String head = String.join(
                "\t",
                message.address(),
                message.transport().equals("mqtt") ? "" : message.transport(),
                message.contentType(),
                message.sender(),
                message.receivedAt() == RECEIVED_AT ? "" : Long.toString(message.receivedAt()));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes((head.stripTrailing() + '\n').getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes(message.payload());
        return bytes.toByteArray();
    }

    /** What parts messages in an input. */
    public static byte[] next() {
        return NEXT.clone();
    }

    /** @return at most {@link #MOST} */
    public static List<byte[]> parts(byte[] input) {
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
