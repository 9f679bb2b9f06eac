package org.headgate.deploy.internal.drop;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The content of each dropped file that ran last, in {@code deploy/.running/}: what a refused update leaves running runs again after a restart, with {@code cache/}
 * deleted too. For one thread.
 */
final class Kept {
    private final Path folder;

    Kept(Path folder) {
        this.folder = folder;
    }

    Optional<Path> of(String name) {
        Path file = folder.resolve(name);
        return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
    }

    /** Takes the content over; it is on disk before it takes the old one's place. */
    Path keep(String name, Path content) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(name);
        Path temporary = folder.resolve("." + name);
        Files.move(content, temporary, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        return Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    void forget(String name) throws IOException {
        Files.deleteIfExists(folder.resolve(name));
    }

    /** Forgets what is of none of these files. */
    void retain(Set<String> names) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : (Iterable<Path>) all::iterator) {
                if (!names.contains(file.getFileName().toString())) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (NoSuchFileException e) {
            // Nothing ever ran from here.
            return;
        }
    }
}
