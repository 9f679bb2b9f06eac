package org.headgate.launcher;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** One gateway a home: the lock on {@code cache/pid}, which holds the process id. The kernel gives it back when the process ends, however it ends. */
final class HomeLock implements AutoCloseable {
    private final FileChannel channel;

    private HomeLock(FileChannel channel) {
        this.channel = channel;
    }

    static HomeLock take(Folders folders) throws Refusal, IOException {
        FileChannel channel = FileChannel.open(
                file(folders), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            throw new Refusal(
                    1,
                    "A gateway is already running with the home " + folders.home() + ", as process " + readPid(folders)
                            + ". Stop it with: headgate stop --home " + folders.home());
        }
        Files.deleteIfExists(folders.ready());
        channel.truncate(0);
        channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
        return new HomeLock(channel);
    }

    /** The gateway that holds the home; empty where none runs. */
    static Optional<ProcessHandle> holder(Folders folders) throws IOException {
        if (!Files.exists(file(folders))) {
            return Optional.empty();
        }
        try (FileChannel channel = FileChannel.open(file(folders), StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock != null) {
                return Optional.empty();
            }
        }
        return ProcessHandle.of(readPid(folders));
    }

    private static Path file(Folders folders) {
        return folders.cache().resolve("pid");
    }

    private static long readPid(Folders folders) throws IOException {
        try {
            return Long.parseLong(Files.readString(file(folders)).strip());
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    long pid() {
        return ProcessHandle.current().pid();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
