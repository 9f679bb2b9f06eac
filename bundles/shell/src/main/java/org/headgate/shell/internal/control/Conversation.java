package org.headgate.shell.internal.control;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.headgate.shell.client.Protocol;
import org.headgate.shell.client.Request;
import org.headgate.shell.internal.command.Commands;
import org.headgate.shell.internal.command.Session;
import org.headgate.shell.internal.service.Gateway;

/** One connection: a token, a command, its answer. */
record Conversation(Socket socket, byte[] token, Gateway gateway, int timeoutMillis, ControlStatus status) {
    private static final int DRAIN_MILLIS = 500;

    void run() throws IOException {
        socket.setTcpNoDelay(true);
        DataInputStream in = new DataInputStream(new Punctual(socket, timeoutMillis));
        if (in.readInt() != Protocol.MAGIC
                || !MessageDigest.isEqual(token, Protocol.readBytes(in, Protocol.MAX_TOKEN_BYTES))) {
            status.denied.incrementAndGet();
            return;
        }
        Request request = Request.decode(Protocol.readBytes(in, Protocol.MAX_REQUEST_BYTES));
        status.accepted.incrementAndGet();
        FrameAnswer answer = new FrameAnswer(socket.getOutputStream());
        answer.begin();
        Session session = Commands.session(gateway, request, answer);
        answer.end(Commands.run(session, request));
        session.runAfterwards();
    }

    /** Reads what the client sends before the socket is closed: a reset could take the answer from it. */
    static void turnAway(Socket socket, int max) throws IOException {
        FrameAnswer answer = new FrameAnswer(socket.getOutputStream());
        answer.begin();
        answer.err()
                .write(("headgate: " + max
                                + " commands run already (shell.commands.max): try again when one has ended\n")
                        .getBytes(StandardCharsets.UTF_8));
        answer.end(1);
        socket.shutdownOutput();
        new Punctual(socket, DRAIN_MILLIS).readNBytes(Protocol.MAX_REQUEST_BYTES);
    }
}
