package org.headgate.store.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.headgate.store.StoreUnavailable;
import org.jspecify.annotations.Nullable;

/** The folder of the databases: names, rights (0700, files 0600), files set aside. */
record DataFolder(Path root) {
    private static final String SUFFIX = ".mv.db";
    private static final String BROKEN = SUFFIX + ".broken-";
    private static final int KEPT_BROKEN = 3;
    private static final int KEPT_IN_ALL = 8;
    private static final long KEPT_BYTES = 256L << 20;
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS").withZone(ZoneOffset.UTC);

    /** The database file; its folder and an empty file exist afterwards, for nobody else to read. */
    Path make(String name) throws StoreUnavailable {
        if (!name.matches("[a-z0-9][a-z0-9_-]*(/[a-z0-9][a-z0-9_-]*)*")) {
            throw new IllegalArgumentException("not a database name: " + name);
        }
        Path file = file(name);
        if (file.toString().indexOf(';') >= 0) {
            throw new StoreUnavailable(
                    "io_error", "the path " + file + " holds a semicolon, which H2 cannot open; choose another home");
        }
        try {
            makeFolder(root);
            makeFolder(file.getParent());
            makeFile(file);
        } catch (IOException e) {
            throw Faults.unavailable(file.toString(), e);
        }
        return file;
    }

    Path file(String name) {
        return root.resolve(name + SUFFIX).toAbsolutePath();
    }

    /** Where marks are. */
    Path marks() {
        return root.resolve("marks").toAbsolutePath();
    }

    /** The folder of the marks exists afterwards, and is on disk. */
    void makeMarks() throws IOException {
        if (!Files.isDirectory(marks())) {
            makeFolder(root);
            makeFolder(marks());
            sync(root);
        }
    }

    /** Renames the file; keeps the newest few that were set aside, of one name and in all, and not many bytes of them. */
    Path setAside(Path file) throws IOException {
        String name = file.getFileName().toString();
        String base = name.substring(0, name.length() - SUFFIX.length());
        Path broken = file.resolveSibling(base + BROKEN + STAMP.format(Instant.now()));
        Files.move(file, broken);
        List<Path> kept = list(file.getParent(), 1).stream()
                .filter(p -> p.getFileName().toString().startsWith(base + BROKEN))
                .sorted(Comparator.reverseOrder())
                .skip(KEPT_BROKEN)
                .toList();
        for (Path old : kept) {
            Files.delete(old);
        }
        keepFew(broken);
        makeFile(file);
        return broken;
    }

    /** Every segment has a name of its own: a disk that breaks one after the other shall not fill itself with what is broken. */
    private void keepFew(Path newest) throws IOException {
        List<Path> all = list(root, 3).stream()
                .sorted(Comparator.comparing(DataFolder::stamp).reversed())
                .toList();
        long bytes = 0;
        int kept = 0;
        for (Path one : all) {
            bytes += Files.size(one);
            kept++;
            if (!one.equals(newest) && (kept > KEPT_IN_ALL || bytes > KEPT_BYTES)) {
                Files.delete(one);
            }
        }
    }

    private static String stamp(Path broken) {
        String name = broken.getFileName().toString();
        return name.substring(name.indexOf(BROKEN) + BROKEN.length());
    }

    /** The newest that was set aside of this file, or null. */
    @Nullable
    Path newestBroken(Path file) throws IOException {
        String name = file.getFileName().toString() + ".broken-";
        return list(file.getParent(), 1).stream()
                .filter(path -> path.getFileName().toString().startsWith(name))
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    /** All files that were set aside. */
    List<Path> broken() {
        try {
            return list(root, 3);
        } catch (IOException e) {
            return List.of();
        }
    }

    static void makePrivate(Path file) throws IOException {
        if (posix(file)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
    }

    /** That a file of it is there, or was renamed, is on disk afterwards. */
    static void sync(Path folder) throws IOException {
        if (posix(folder)) {
            try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
                names.force(true);
            }
        }
    }

    /** What was set aside. Files that are gone before they were looked at, as those of a compaction that ends beside, are passed over. */
    private static List<Path> list(Path folder, int depth) throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(folder, Set.of(), depth, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.getFileName().toString().contains(BROKEN)) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
        return found;
    }

    private static void makeFolder(Path folder) throws IOException {
        Files.createDirectories(folder);
        if (posix(folder)) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    private static void makeFile(Path file) throws IOException {
        try {
            Files.createFile(file);
            sync(file.getParent());
        } catch (FileAlreadyExistsException e) {
            if (!Files.isRegularFile(file)) {
                throw new FileSystemException(file.toString(), null, "is not a file");
            }
        }
        makePrivate(file);
    }

    private static boolean posix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
