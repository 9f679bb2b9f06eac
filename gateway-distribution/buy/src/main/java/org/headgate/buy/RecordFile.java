package org.headgate.buy;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The output: one line a message, as {@code headgate verify} reads it. What a power cut left of a line is cut off. */
final class RecordFile implements AutoCloseable {
    private static final int TAIL = 8192;

    private final Path path;
    private final FileChannel file;
    private long size;

    private RecordFile(Path path, FileChannel file, long size) {
        this.path = path;
        this.file = file;
        this.size = size;
    }

    /** Takes a line that was read, and where it begins. */
    interface Taker {
        void take(long offset, byte[] line) throws IOException, Halt;
    }

    static RecordFile open(Path path) throws IOException {
        long end = wholeLines(path);
        FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        file.truncate(end);
        file.position(end);
        return new RecordFile(path, file, end);
    }

    private static long wholeLines(Path path) throws IOException {
        if (!path.toFile().exists()) {
            return 0;
        }
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            byte[] part = new byte[TAIL];
            for (long end = file.length(); end > 0; end -= Math.min(end, TAIL)) {
                int length = (int) Math.min(end, TAIL);
                file.seek(end - length);
                file.readFully(part, 0, length);
                for (int i = length - 1; i >= 0; i--) {
                    if (part[i] == '\n') {
                        return end - length + i + 1;
                    }
                }
            }
            return 0;
        }
    }

    long size() {
        return size;
    }

    /** Synced when it returns. Returns where the line begins. */
    long append(String line) throws IOException {
        long offset = size;
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            size += file.write(bytes);
        }
        file.force(false);
        return offset;
    }

    void clear() throws IOException {
        file.truncate(0);
        size = 0;
    }

    /** Reads what is there from an offset on. */
    void read(long from, Taker taker) throws IOException, Halt {
        try (FileChannel in = FileChannel.open(path);
                InputStream bytes = new BufferedInputStream(Channels.newInputStream(in.position(from)), 1 << 16)) {
            java.io.ByteArrayOutputStream line = new java.io.ByteArrayOutputStream();
            long begin = from;
            long at = from;
            for (int next = bytes.read(); next >= 0; next = bytes.read()) {
                at++;
                if (next == '\n') {
                    taker.take(begin, line.toByteArray());
                    line.reset();
                    begin = at;
                } else {
                    line.write(next);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
