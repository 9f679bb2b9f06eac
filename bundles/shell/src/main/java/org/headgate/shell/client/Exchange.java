package org.headgate.shell.client;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** One command carried to the gateway, its answer written as it comes. */
final class Exchange implements AutoCloseable {
    private static final int CONNECT_MILLIS = 5_000;
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private final Socket socket;
    private final OutputStream stdout;
    private final OutputStream stderr;
    private @Nullable WholeFile file;

    private Exchange(Socket socket, OutputStream stdout, OutputStream stderr) {
        this.socket = socket;
        this.stdout = stdout;
        this.stderr = stderr;
    }

    /** Nobody listens where the control file says. */
    static final class NobodyThere extends IOException {
        private static final long serialVersionUID = 1L;

        NobodyThere(Throwable cause) {
            super(cause);
        }
    }

    /** Someone listens, but not the gateway that wrote the control file. */
    static final class NotAccepted extends IOException {
        private static final long serialVersionUID = 1L;
    }

    static Exchange open(int port, OutputStream stdout, OutputStream stderr) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port), CONNECT_MILLIS);
            socket.setTcpNoDelay(true);
        } catch (IOException e) {
            socket.close();
            throw new NobodyThere(e);
        }
        return new Exchange(socket, stdout, stderr);
    }

    /** @return the exit code */
    int run(String token, Request request) throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
        try {
            send(token, request);
            if (in.readInt() != Protocol.MAGIC) {
                throw new NotAccepted();
            }
        } catch (EOFException | SocketException e) {
            NotAccepted refused = new NotAccepted();
            refused.addSuppressed(e);
            throw refused;
        }
        while (true) {
            int type = in.readUnsignedByte();
            byte[] content = Protocol.readBytes(in, Protocol.MAX_FRAME_BYTES);
            if (type == Protocol.EXIT) {
                return ByteBuffer.wrap(content).getInt();
            }
            take(type, content);
        }
    }

    private void send(String token, Request request) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(Protocol.MAGIC);
        Protocol.writeText(out, token);
        byte[] body = request.encode();
        out.writeInt(body.length);
        out.write(body);
        bytes.writeTo(socket.getOutputStream());
    }

    private void take(int type, byte[] content) throws IOException {
        switch (type) {
            case Protocol.STDOUT -> write(stdout, content);
            case Protocol.STDERR -> write(stderr, content);
            case Protocol.FILE_OPEN -> {
                discard();
                String path = new String(content, 1, content.length - 1, StandardCharsets.UTF_8);
                file = WholeFile.create(Path.of(path), content[0] == 1);
            }
            case Protocol.FILE_DATA -> opened().write(content);
            case Protocol.FILE_CLOSE -> {
                opened().commit();
                file = null;
            }
            default ->
                throw new IOException("the gateway sent a frame of type " + type + ": is it of another version?");
        }
    }

    private WholeFile opened() throws IOException {
        WholeFile open = file;
        if (open == null) {
            throw new IOException("the gateway wrote to a file that it did not open");
        }
        return open;
    }

    private static void write(OutputStream out, byte[] content) throws IOException {
        out.write(content);
        out.flush();
    }

    private void discard() throws IOException {
        WholeFile open = file;
        if (open != null) {
            open.close();
            file = null;
        }
    }

    @Override
    public void close() throws IOException {
        discard();
        socket.close();
    }
}
