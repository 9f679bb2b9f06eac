package org.headgate.buy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.headgate.identity.keystore.SecretFile;
import org.jspecify.annotations.Nullable;

/**
 * What is kept beside the output: {@code state.json}, replaced as a whole and synced before what it tells of happens; {@code receipts.jsonl}, which grows. Both are for their
 * owner alone. One process at a time.
 */
final class Books implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final Path folder;
    private final FileChannel lock;
    private final FileChannel receipts;

    private Books(Path folder, FileChannel lock, FileChannel receipts) {
        this.folder = folder;
        this.lock = lock;
        this.receipts = receipts;
    }

    static Books open(Path folder) throws IOException, Halt {
        Files.createDirectories(folder);
        if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
        FileChannel lock =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!taken(lock)) {
            lock.close();
            throw new Halt(
                    Halt.FAILED,
                    "Another 'headgate buy' writes here: " + folder + ". Stop it, or name another file with --out.");
        }
        return new Books(
                folder,
                lock,
                FileChannel.open(
                        folder.resolve("receipts.jsonl"), StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    }

    private static boolean taken(FileChannel file) throws IOException {
        try {
            FileLock lock = file.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    Path folder() {
        return folder;
    }

    /** Null where nothing was bought yet. */
    @Nullable
    State read() throws IOException, Halt {
        Path file = folder.resolve("state.json");
        if (!Files.exists(file)) {
            return null;
        }
        try {
            return JSON.readValue(Files.readAllBytes(file), State.class);
        } catch (JsonProcessingException e) {
            throw new Halt(
                    Halt.FAILED,
                    file + " cannot be read: " + e.getOriginalMessage()
                            + ". It says what was paid for: restore it, or buy into another file with --out.");
        }
    }

    /** Synced when it returns. */
    void write(State state) throws IOException {
        replace(
                folder.resolve("state.json"),
                JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(state));
    }

    /** Replaces a file as a whole; synced. */
    static void replace(Path file, byte[] content) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".new");
        SecretFile.write(next, content);
        SecretFile.rename(next, file);
    }

    /** Notes what was paid, signed or answered; synced. @param what for example {@code signed}, {@code answer}, {@code pass} */
    void receipt(String what, ObjectNode content) throws IOException {
        ObjectNode line = JSON.createObjectNode();
        line.put("at", Instant.now().toString()).put("what", what);
        line.setAll(content);
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            receipts.write(bytes);
        }
        receipts.force(false);
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    static JsonMapper json() {
        return JSON;
    }

    @Override
    public void close() throws IOException {
        receipts.close();
        lock.close();
    }
}
