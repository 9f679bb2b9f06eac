package org.headgate.shell.client;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * What client and gateway say to each other, big-endian: the client sends {@link #MAGIC}, its token and a {@link Request}; the gateway answers {@link #MAGIC}
 * and frames of type (1 byte), length (4 bytes) and content, the last being {@link #EXIT}. A gateway that does not accept the token closes without a word.
 */
public final class Protocol {
    /** {@code HGC1}. */
    public static final int MAGIC = 0x48474331;

    public static final int STDOUT = 'o';
    public static final int STDERR = 'e';
    /** One byte (1: mode 0600) and a path in UTF-8: the client writes what follows to that file. */
    public static final int FILE_OPEN = 'f';

    public static final int FILE_DATA = 'd';
    /** The file is whole: it gets its name now. */
    public static final int FILE_CLOSE = 'c';
    /** The exit code, 4 bytes. */
    public static final int EXIT = 'x';

    public static final int MAX_TOKEN_BYTES = 256;
    public static final int MAX_REQUEST_BYTES = 1 << 20;
    public static final int MAX_FRAME_BYTES = 1 << 16;

    private Protocol() {}

    static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /** Reads what {@link #writeText} wrote, refusing more than {@code max} bytes. */
    public static String readText(DataInputStream in, int max) throws IOException {
        return new String(readBytes(in, max), StandardCharsets.UTF_8);
    }

    /** Reads a length and as many bytes, refusing more than {@code max}. */
    public static byte[] readBytes(DataInputStream in, int max) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > max) {
            throw new IOException("a length of " + length + " bytes, allowed are " + max);
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return bytes;
    }
}
