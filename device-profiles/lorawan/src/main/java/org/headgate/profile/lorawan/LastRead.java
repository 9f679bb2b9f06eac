package org.headgate.profile.lorawan;

import java.util.concurrent.atomic.AtomicReference;
import org.headgate.api.message.Message;
import org.headgate.api.profile.MalformedPayload;
import org.jspecify.annotations.Nullable;

/** Keeps what was read to answer {@code claims} for the {@code decode} that follows: to read an event takes most of the time of both. One event at most, and no large one. */
final class LastRead {
    private static final int LARGEST = 16 * 1024;

    private final AtomicReference<@Nullable Read> last = new AtomicReference<>();

    private record Read(Message message, ServerEvent event) {}

    /** Reads a message. */
    interface Reader {
        ServerEvent read(Message message) throws MalformedPayload;
    }

    ServerEvent read(Message message, Reader reader) throws MalformedPayload {
        Read known = last.getAndSet(null);
        if (known != null && known.message == message) {
            return known.event;
        }
        ServerEvent event = reader.read(message);
        if (message.payload().length <= LARGEST) {
            last.set(new Read(message, event));
        }
        return event;
    }
}
