package org.headgate.store.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;
import org.jspecify.annotations.Nullable;

/**
 * A file system of H2's, {@code recorded:}, that notes every change and every sync of its files in their order. One for the whole process: tests that use it
 * do not run side by side.
 *
 * <p>A power cut, as {@link #image} makes one, keeps what was synced. Of what was written to a file since its last sync it keeps any sectors; where the file
 * became longer, it may or may not be. A renaming is done as a whole, and is certain once anything was synced after it. What was there when a file was first
 * opened, or put in its place, is certain; a file that is deleted, and not made anew, comes back. A disk that says that it has synced and has not is another matter.
 */
public final class RecordedDisk extends DiskWrapper {
    /** What a disk writes as a whole. */
    private static final int SECTOR = 512;

    private static final List<Event> EVENTS = new ArrayList<>();
    /** What file a path was when it was last opened. */
    private static final Map<String, Object> FILES = new HashMap<>();

    private static final Object EMPTY = new Object();

    /** Makes it known to H2, with nothing noted. */
    public static void register() {
        synchronized (EVENTS) {
            EVENTS.clear();
            FILES.clear();
        }
        FilePath.register(new RecordedDisk());
    }

    /** How many changes and syncs there were so far. */
    public static int count() {
        synchronized (EVENTS) {
            return EVENTS.size();
        }
    }

    /** All so far. */
    public static List<Event> events() {
        synchronized (EVENTS) {
            return List.copyOf(EVENTS);
        }
    }

    /**
     * What the files below a folder would be, had the power gone after so many events.
     *
     * @param events as {@link #events} gave them
     * @param chance decides what of that which was not synced is there; null where the process ended but not the system: then all is
     */
    public static void image(List<Event> events, int count, Path folder, Path target, @Nullable Random chance)
            throws IOException {
        int[] certainBelow = certainBelow(events, count);
        Map<String, Image> images = new HashMap<>();
        boolean namesKept = true;
        for (int i = 0; i < count; i++) {
            Event event = events.get(i);
            boolean certain = chance == null || event.kind == Kind.FOUND || i < certainBelow[i];
            if (event.kind == Kind.RENAME) {
                namesKept &= certain || chance.nextBoolean();
                if (namesKept) {
                    images.put(event.target, images.remove(event.file));
                }
            } else {
                images.computeIfAbsent(event.file, file -> new Image()).apply(event, certain ? null : chance);
            }
        }
        String prefix = folder.toAbsolutePath() + "/";
        for (Map.Entry<String, Image> image : images.entrySet()) {
            if (image.getKey().startsWith(prefix)) {
                Path file = target.resolve(image.getKey().substring(prefix.length()));
                Files.createDirectories(file.getParent());
                Files.write(file, image.getValue().bytes());
            }
        }
    }

    /** For each event, where the last sync begins that makes it certain: the event is, if it is before. */
    private static int[] certainBelow(List<Event> events, int count) {
        int[] below = new int[count];
        Map<String, Integer> syncedBelow = new HashMap<>();
        int last = 0;
        for (int i = count - 1; i >= 0; i--) {
            Event event = events.get(i);
            if (event.kind == Kind.SYNC) {
                int began = Math.toIntExact(event.position);
                syncedBelow.merge(event.file, began, Math::max);
                last = Math.max(last, began);
            } else if (event.kind == Kind.RENAME) {
                Integer synced = syncedBelow.remove(event.target);
                below[i] = last;
                if (synced != null) {
                    syncedBelow.put(event.file, synced);
                } else {
                    syncedBelow.remove(event.file);
                }
            } else {
                below[i] = syncedBelow.getOrDefault(event.file, 0);
            }
        }
        return below;
    }

    @Override
    public String getScheme() {
        return "recorded";
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        String path = plain(getBase());
        synchronized (EVENTS) {
            Path file = Path.of(path);
            boolean empty = !Files.exists(file) || Files.size(file) == 0;
            Object now = empty ? EMPTY : key(file);
            Object before = FILES.put(path, now);
            if (before == null && !empty || before != null && (empty || before != EMPTY && !before.equals(now))) {
                EVENTS.add(new Event(path, Kind.FOUND, 0, empty ? new byte[0] : Files.readAllBytes(file), ""));
            }
        }
        return super.open(mode);
    }

    @Override
    public void moveTo(FilePath target, boolean replace) {
        synchronized (EVENTS) {
            super.moveTo(target, replace);
            String to = plain(((FilePathWrapper) target).unwrap());
            FILES.put(to, key(Path.of(to)));
            EVENTS.add(new Event(plain(getBase()), Kind.RENAME, 0, new byte[0], to));
        }
    }

    @Override
    Around around(String path) {
        return new Notes(plain(getBase()));
    }

    private static Object key(Path file) {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String plain(FilePath path) {
        String name = path.toString();
        return name.startsWith("file:") ? name.substring(5) : name;
    }

    private enum Kind {
        /** What was in the file before anything was noted of it. */
        FOUND,
        WRITE,
        CUT,
        SYNC,
        RENAME
    }

    /** A change or a sync of one file. */
    public static final class Event {
        private final String file;
        private final Kind kind;
        private final long position;
        private final byte[] bytes;
        private final String target;

        private Event(String file, Kind kind, long position, byte[] bytes, String target) {
            this.file = file;
            this.kind = kind;
            this.position = position;
            this.bytes = bytes;
            this.target = target;
        }

        /** Whether it changed nothing. */
        public boolean isSync() {
            return kind == Kind.SYNC;
        }
    }

    private static final class Image {
        private byte[] bytes = new byte[SECTOR];
        private int length;

        void apply(Event event, @Nullable Random chance) {
            int from = Math.toIntExact(event.position);
            if (event.kind == Kind.FOUND || event.kind == Kind.CUT && (chance == null || chance.nextBoolean())) {
                resize(from);
            }
            if (event.kind == Kind.FOUND || event.kind == Kind.WRITE) {
                if (chance == null || chance.nextBoolean()) {
                    resize(Math.max(length, from + event.bytes.length));
                }
                for (int at = 0; at < event.bytes.length; at += SECTOR) {
                    if (chance == null || chance.nextBoolean()) {
                        int some = Math.min(SECTOR, event.bytes.length - at);
                        resize(Math.max(length, from + at + some));
                        System.arraycopy(event.bytes, at, bytes, from + at, some);
                    }
                }
            }
        }

        byte[] bytes() {
            return Arrays.copyOf(bytes, length);
        }

        private void resize(int size) {
            if (size > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(size, 2 * bytes.length));
            } else if (size < length) {
                Arrays.fill(bytes, size, length, (byte) 0);
            }
            length = size;
        }
    }

    private record Notes(String path) implements Around {
        @Override
        public int write(FileChannel file, ByteBuffer source, long position) throws IOException {
            byte[] bytes = new byte[source.remaining()];
            source.duplicate().get(bytes);
            synchronized (EVENTS) {
                int written = file.write(source, position);
                EVENTS.add(new Event(path, Kind.WRITE, position, bytes, ""));
                return written;
            }
        }

        @Override
        public void truncate(FileChannel file, long size) throws IOException {
            synchronized (EVENTS) {
                file.truncate(size);
                EVENTS.add(new Event(path, Kind.CUT, size, new byte[0], ""));
            }
        }

        @Override
        public void force(FileChannel file, boolean metaData) throws IOException {
            int before = count();
            file.force(metaData);
            synchronized (EVENTS) {
                EVENTS.add(new Event(path, Kind.SYNC, before, new byte[0], ""));
            }
        }
    }
}
