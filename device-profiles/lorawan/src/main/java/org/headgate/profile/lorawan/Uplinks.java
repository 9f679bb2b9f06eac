package org.headgate.profile.lorawan;

import java.util.Optional;
import org.headgate.api.message.Message;
import org.headgate.api.profile.MalformedPayload;

/** Data frames, whoever heard them: for codecs, which care for the bytes and not for the server. */
public final class Uplinks {

    private Uplinks() {}

    /** Whether a message tells of a data frame, by its transport and address. Cheap: a codec answers {@code NO} where it is false. */
    public static boolean is(Message message) {
        return ChirpStack.kind(message).filter("up"::equals).isPresent()
                || ThingsStack.kind(message).filter("up"::equals).isPresent()
                || LoraFrame.is(message);
    }

    /**
     * Reads a data frame; empty for what is none (another's message, another event, one that the server simulated).
     *
     * @throws MalformedPayload as the server's reader does
     */
    public static Optional<Uplink> read(Message message) throws MalformedPayload {
        if (!is(message)) {
            return Optional.empty();
        }
        ServerEvent event = message.transport().equals("lora")
                ? LoraFrame.read(message)
                : ChirpStack.kind(message).isPresent() ? ChirpStack.read(message) : ThingsStack.read(message);
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
