package org.headgate.shell.internal.control;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.headgate.shell.client.Protocol;
import org.headgate.shell.internal.command.Answer;
import org.headgate.shell.internal.command.Commands.AnswerLost;
import org.headgate.shell.internal.command.Refusal;

/** An answer that goes to the client in frames. */
final class FrameAnswer implements Answer {
    private final DataOutputStream frames;
    private final OutputStream out;
    private final OutputStream err;

    FrameAnswer(OutputStream socket) {
        this.frames = new DataOutputStream(new BufferedOutputStream(socket, Protocol.MAX_FRAME_BYTES));
        this.out = new BufferedOutputStream(new Channel(Protocol.STDOUT), Protocol.MAX_FRAME_BYTES / 2);
        this.err = new Channel(Protocol.STDERR);
    }

    void begin() throws IOException {
        frames.writeInt(Protocol.MAGIC);
        frames.flush();
    }

    void end(int exitCode) throws IOException {
        out.flush();
        frame(Protocol.EXIT, ByteBuffer.allocate(4).putInt(exitCode).array(), 0, 4);
        frames.flush();
    }

    @Override
    public OutputStream out() {
        return out;
    }

    @Override
    public OutputStream err() {
        return err;
    }

    @Override
    public void file(Path path, boolean secret, Body body) throws IOException, Refusal {
        byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
        byte[] content = ByteBuffer.allocate(name.length + 1)
                .put((byte) (secret ? 1 : 0))
                .put(name)
                .array();
        out.flush();
        frame(Protocol.FILE_OPEN, content, 0, content.length);
        OutputStream data = new BufferedOutputStream(new Channel(Protocol.FILE_DATA), Protocol.MAX_FRAME_BYTES / 2);
        body.write(data);
        data.flush();
        frame(Protocol.FILE_CLOSE, new byte[0], 0, 0);
        frames.flush();
    }

    private void frame(int type, byte[] content, int offset, int length) throws IOException {
        try {
            frames.writeByte(type);
            frames.writeInt(length);
            frames.write(content, offset, length);
        } catch (IOException e) {
            throw new AnswerLost(e);
        }
    }

    private final class Channel extends OutputStream {
        private final int type;

        Channel(int type) {
            this.type = type;
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int sent = 0;
            do {
                int size = Math.min(Protocol.MAX_FRAME_BYTES, length - sent);
                frame(type, bytes, offset + sent, size);
                sent += size;
            } while (sent < length);
        }

        @Override
        public void flush() throws IOException {
            try {
                frames.flush();
            } catch (IOException e) {
                throw new AnswerLost(e);
            }
        }
    }
}
