package org.headgate.shell.internal.control;

import java.io.FilterInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;

/** What a client sends until a deadline: one that sends byte by byte gets no longer than one that sends nothing. */
final class Punctual extends FilterInputStream {
    private final Socket socket;
    private final long end;

    Punctual(Socket socket, int millis) throws IOException {
        super(socket.getInputStream());
        this.socket = socket;
        this.end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @Override
    public int read() throws IOException {
        await();
        return super.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        await();
        return super.read(bytes, offset, length);
    }

    private void await() throws IOException {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
            throw new SocketTimeoutException("the client did not say in time what it wants");
        }
        socket.setSoTimeout((int) left);
    }
}
