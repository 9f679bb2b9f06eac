package org.headgate.profile.bthome.internal;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The file of the keys, as it is now: who changes it needs to tell nobody. A file that cannot be used leaves the former keys. Safe for any thread. */
final class KeyFile {
    private static final long MOST_BYTES = 1024 * 1024;
    private static final Set<PosixFilePermission> OWNERS =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final Path file;
    private final boolean wanted;
    private String seen = "";
    private volatile BindKeys keys = BindKeys.NONE;
    private volatile @Nullable String obstacle;
    private volatile boolean exposed;

    /** @param wanted whether it is a fault that there is none */
    KeyFile(Path file, boolean wanted) {
        this.file = file;
        this.wanted = wanted;
    }

    Path path() {
        return file;
    }

    BindKeys keys() {
        return keys;
    }

    /** Why the file, as it is, cannot be used. */
    @Nullable
    String obstacle() {
        return obstacle;
    }

    /** Whether other users of the machine may read it. */
    boolean exposed() {
        return exposed;
    }

    /** Reads the file if it changed, or could not be used. Blocks. */
    synchronized void look() {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            exposed = isExposed();
            String stamp = now.lastModifiedTime() + " " + now.size() + " " + now.fileKey();
            if (stamp.equals(seen) && obstacle == null) {
                return;
            }
            if (now.size() > MOST_BYTES) {
                throw new IllegalArgumentException(
                        "it has " + now.size() + " bytes, at most " + MOST_BYTES + " are read");
            }
            keys = BindKeys.parse(Files.readString(file));
            seen = stamp;
            obstacle = null;
        } catch (NoSuchFileException e) {
            keys = BindKeys.NONE;
            seen = "";
            exposed = false;
            obstacle = wanted ? "it is not there" : null;
        } catch (CharacterCodingException e) {
            obstacle = "it is no text in UTF-8";
        } catch (IOException e) {
            obstacle = "it cannot be read: " + e.getClass().getSimpleName();
        } catch (IllegalArgumentException e) {
            obstacle = e.getMessage();
        }
    }

    private boolean isExposed() throws IOException {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                && !OWNERS.containsAll(Files.getPosixFilePermissions(file));
    }
}
