package org.headgate.shell.client;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** A file that appears under its name only once it is whole. */
public final class WholeFile extends OutputStream {
    private final Path file;
    private final Path partial;
    private final OutputStream out;
    private boolean committed;

    private WholeFile(Path file, Path partial) throws IOException {
        this.file = file;
        this.partial = partial;
        this.out = Files.newOutputStream(partial);
    }

    /** @param secret mode 0600, from the first byte on; else as the user's mask has it. Missing folders are made (0700 for a secret). */
    public static WholeFile create(Path file, boolean secret) throws IOException {
        Path target = file.toAbsolutePath();
        Path folder = target.getParent();
        if (folder == null || Files.isDirectory(target)) {
            throw new IOException(target + " is a folder");
        }
        Files.createDirectories(folder, attributes(secret, "rwx------"));
        Path partial = folder.resolve(
                "." + target.getFileName() + "." + ProcessHandle.current().pid() + ".part");
        Files.deleteIfExists(partial);
        Files.createFile(partial, attributes(secret, "rw-------"));
        return new WholeFile(target, partial);
    }

    private static FileAttribute<?>[] attributes(boolean secret, String mode) {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return secret && posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }

    @Override
    public void write(int octet) throws IOException {
        out.write(octet);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
    }

    /** Gives the file its name. */
    public void commit() throws IOException {
        out.close();
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        committed = true;
    }

    /** Without {@link #commit} nothing remains. */
    @Override
    public void close() throws IOException {
        out.close();
        if (!committed) {
            Files.deleteIfExists(partial);
        }
    }
}
