package org.headgate.store.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.h2.store.fs.FilePath;
import org.jspecify.annotations.Nullable;

/**
 * A file system of H2's, {@code recorded:}, that notes every change and every sync of its files in their order. One for the whole process: tests that use it
 * do not run side by side.
 */
public final class RecordedDisk extends DiskWrapper {
    /** What a disk writes as a whole. */
    private static final int BLOCK = 4096;

    private static final List<Event> EVENTS = new ArrayList<>();

    /** Makes it known to H2, with nothing noted. */
    public static void register() {
        synchronized (EVENTS) {
            EVENTS.clear();
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
     * What the files below a folder would be, had the power gone after so many events: what was synced is there; of what was written since, any blocks.
     *
     * @param events as {@link #events} gave them
     * @param chance decides what else is there; null where the process ended but not the system: then all is
     */
    public static void image(List<Event> events, int count, Path folder, Path target, @Nullable Random chance)
            throws IOException {
        Map<String, Long> synced = new HashMap<>();
        for (Event event : events.subList(0, count)) {
            if (event.kind == Kind.SYNC) {
                synced.merge(event.file, event.position, Math::max);
            }
        }
        Map<String, Image> images = new HashMap<>();
        for (int i = 0; i < count; i++) {
            Event event = events.get(i);
            boolean certain = chance == null || i < synced.getOrDefault(event.file, 0L);
            images.computeIfAbsent(event.file, file -> new Image()).apply(event, certain ? null : chance);
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

    @Override
    public String getScheme() {
        return "recorded";
    }

    @Override
    Around around(String path) {
        return new Notes(path.startsWith("file:") ? path.substring(5) : path);
    }

    private enum Kind {
        WRITE,
        CUT,
        SYNC
    }

    /** A change or a sync of one file. */
    public static final class Event {
        private final String file;
        private final Kind kind;
        private final long position;
        private final byte[] bytes;

        private Event(String file, Kind kind, long position, byte[] bytes) {
            this.file = file;
            this.kind = kind;
            this.position = position;
            this.bytes = bytes;
        }

        /** Whether it changed nothing. */
        public boolean isSync() {
            return kind == Kind.SYNC;
        }
    }

    private static final class Image {
        private byte[] bytes = new byte[BLOCK];
        private int length;

        void apply(Event event, @Nullable Random chance) {
            int from = Math.toIntExact(event.position);
            if (event.kind == Kind.CUT && (chance == null || chance.nextBoolean())) {
                resize(from);
            } else if (event.kind == Kind.WRITE) {
                resize(Math.max(length, from + event.bytes.length));
                for (int at = 0; at < event.bytes.length; at += BLOCK) {
                    if (chance == null || chance.nextBoolean()) {
                        int some = Math.min(BLOCK, event.bytes.length - at);
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
                EVENTS.add(new Event(path, Kind.WRITE, position, bytes));
                return written;
            }
        }

        @Override
        public void truncate(FileChannel file, long size) throws IOException {
            synchronized (EVENTS) {
                file.truncate(size);
                EVENTS.add(new Event(path, Kind.CUT, size, new byte[0]));
            }
        }

        @Override
        public void force(FileChannel file, boolean metaData) throws IOException {
            int before = count();
            file.force(metaData);
            synchronized (EVENTS) {
                EVENTS.add(new Event(path, Kind.SYNC, before, new byte[0]));
            }
        }
    }
}
