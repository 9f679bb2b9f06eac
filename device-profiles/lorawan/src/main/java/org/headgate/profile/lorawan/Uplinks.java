package org.headgate.profile.lorawan;

import java.util.Optional;
import org.headgate.api.message.Message;
import org.headgate.api.profile.MalformedPayload;

/** Data frames, whoever heard them: for codecs, which care for the bytes and not for the server. */
public final class Uplinks {

    private Uplinks() {}

    /** Whether a message tells of a data frame, by its transport and address. Cheap: a codec answers {@code NO} where it is false. */
    public static boolean is(Message message) {
        return ChirpStack.isUplink(message) || ThingsStack.isUplink(message) || LoraFrame.is(message);
    }

    /**
     * Reads a data frame; empty for what is none (another's message, another event, one that the server simulated).
     *
     * @throws MalformedPayload as the server's reader does
     */
    public static Optional<Uplink> read(Message message) throws MalformedPayload {
        ServerEvent event = null;
        if (ChirpStack.isUplink(message)) {
            event = ChirpStack.read(message);
        } else if (ThingsStack.isUplink(message)) {
            event = ThingsStack.read(message);
        } else if (LoraFrame.is(message)) {
            event = LoraFrame.read(message);
        }
        return event instanceof Uplink uplink ? Optional.of(uplink) : Optional.empty();
    }

    /**
     * The frame of a message if a codec has work with it, else empty, also where the message is broken: that is for the server's own profile to refuse. For
     * {@code claims}.
     */
    public static Optional<Uplink> undecoded(Message message) {
        try {
            return read(message).filter(Uplink::wantsCodec);
        } catch (MalformedPayload e) {
            return Optional.empty();
        }
    }
}
