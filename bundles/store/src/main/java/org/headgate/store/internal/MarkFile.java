package org.headgate.store.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.headgate.store.Mark;
import org.headgate.store.StoreUnavailable;

/**
 * A mark on disk: one line, {@code headgate-mark 1 <through> <CRC-32C of through, a line feed and the content, in hex>}, then the content. Written under another
 * name, synced, renamed, and the folder synced.
 */
final class MarkFile implements Mark {
    private static final Pattern LINE = Pattern.compile("headgate-mark 1 (\\d{1,18}) ([0-9a-f]{1,8})");
    private static final int MOST_BYTES = 64 << 10;
    private static final int LONGEST_LINE = 64;

    private final DataFolder folder;
    private final Path file;
    private final Path fresh;

    MarkFile(DataFolder folder, String name) {
        this.folder = folder;
        if (!name.matches("[a-z0-9][a-z0-9_-]*")) {
            throw new IllegalArgumentException("not the name of a mark: " + name);
        }
        this.file = folder.marks().resolve(name);
        this.fresh = file.resolveSibling(name + ".new");
    }

    @Override
    public Optional<Value> read() throws StoreUnavailable {
        try {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            if (Files.size(file) > MOST_BYTES + LONGEST_LINE) {
                throw unreadable("it has " + Files.size(file) + " bytes");
            }
            return Optional.of(value(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw Faults.unavailable(file.toString(), e);
        }
    }

    @Override
    public void write(Value value) throws StoreUnavailable {
        if (value.content().length > MOST_BYTES || value.through() < 0) {
            throw new IllegalArgumentException("a mark has at most " + MOST_BYTES + " bytes, not "
                    + value.content().length + ", and does not go through " + value.through());
        }
        String line = "headgate-mark 1 " + value.through() + " " + Long.toHexString(check(value)) + "\n";
        ByteBuffer bytes = ByteBuffer.allocate(line.length() + value.content().length)
                .put(line.getBytes(StandardCharsets.US_ASCII))
                .put(value.content())
                .flip();
        try {
            folder.makeMarks();
            Files.deleteIfExists(fresh);
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                DataFolder.makePrivate(fresh);
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            DataFolder.sync(file.getParent());
        } catch (IOException e) {
            throw Faults.unavailable(file.toString(), e);
        }
    }

    private static Value value(byte[] bytes) throws StoreUnavailable {
        int end = 0;
        while (end < bytes.length && end < LONGEST_LINE && bytes[end] != '\n') {
            end++;
        }
        Matcher line = LINE.matcher(new String(bytes, 0, end, StandardCharsets.ISO_8859_1));
        if (end == bytes.length || !line.matches()) {
            throw unreadable("it does not begin as a mark does");
        }
        Value value = new Value(Long.parseLong(line.group(1)), Arrays.copyOfRange(bytes, end + 1, bytes.length));
        if (check(value) != Long.parseLong(line.group(2), 16)) {
            throw unreadable("its check sum is that of other bytes");
        }
        return value;
    }

    private static long check(Value value) {
        CRC32C check = new CRC32C();
        check.update((value.through() + "\n").getBytes(StandardCharsets.US_ASCII));
        check.update(value.content());
        return check.getValue();
    }

    private static StoreUnavailable unreadable(String why) {
        return new StoreUnavailable("mark_unreadable", why);
    }
}
