package org.headgate.pay.http.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;

/** A connection on which anything may be said. */
final class RawClient implements AutoCloseable {
    private final Socket socket;

    RawClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
    }

    RawClient say(String text) throws IOException {
        try {
            socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        } catch (IOException e) {
            // The server has had enough; what it said before is still to be read.
            return this;
        }
        return this;
    }

    /** All until the server ends the connection. */
    String readAll() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }

    /** All until what is looked for has come. */
    String readUntil(String end) throws IOException {
        StringBuilder said = new StringBuilder();
        InputStream in = socket.getInputStream();
        for (int c = in.read(); c >= 0; c = in.read()) {
            said.append((char) c);
            if (said.indexOf(end) >= 0) {
                break;
            }
        }
        return said.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
