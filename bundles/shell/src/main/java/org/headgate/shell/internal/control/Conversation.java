package org.headgate.shell.internal.control;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.function.Function;
import org.headgate.shell.client.Protocol;
import org.headgate.shell.client.Request;
import org.headgate.shell.internal.command.Commands;
import org.headgate.shell.internal.command.Session;
import org.headgate.shell.internal.service.Gateway;
import org.jspecify.annotations.Nullable;

/** One connection: a token, a command, its answer. */
record Conversation(Socket socket, byte[] token, Gateway gateway, int timeoutMillis, ControlStatus status) {
    /** @param places gives a command its place, and is told by calling it that the command has ended; null where there is none */
    void run(Function<Socket, @Nullable Runnable> places) throws IOException {
        socket.setTcpNoDelay(true);
        DataInputStream in = new DataInputStream(new Punctual(socket, timeoutMillis));
        if (in.readInt() != Protocol.MAGIC
                || !MessageDigest.isEqual(token, Protocol.readBytes(in, Protocol.MAX_TOKEN_BYTES))) {
            status.denied.incrementAndGet();
            return;
        }
        Request request = Request.decode(Protocol.readBytes(in, Protocol.MAX_REQUEST_BYTES));
        FrameAnswer answer = new FrameAnswer(socket.getOutputStream());
        answer.begin();
        Runnable place = places.apply(socket);
        if (place == null) {
            answer.err()
                    .write(
                            "headgate: as many commands as shell.commands.max allows run already: try again when one has ended\n"
                                    .getBytes(StandardCharsets.UTF_8));
            answer.end(1);
            return;
        }
        try {
            status.accepted.incrementAndGet();
            Session session = Commands.session(gateway, request, answer);
            answer.end(Commands.run(session, request));
            session.runAfterwards();
        } finally {
            place.run();
        }
    }
}
