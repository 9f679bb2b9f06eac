package org.headgate.proof;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Takes a stream apart. JSON lines are parsed on all cores and handed on in order. */
final class ItemReader {
    private static final int MOST_LINE_BYTES = 64 << 20;
    private static final int LINES_A_CHUNK = 256;
    private static final int CHUNK_BYTES = 1 << 20;
    private static final int PROGRESS_EVERY = 100_000;

    private final LongConsumer progress;
    private final Sink sink;
    private long items;

    interface Sink {
        /** @param line from 1, or the offset in bytes */
        void take(Item item, long line);
    }

    private ItemReader(LongConsumer progress, Sink sink) {
        this.progress = progress;
        this.sink = sink;
    }

    static void read(InputStream stream, LongConsumer progress, Sink sink) throws IOException {
        BufferedInputStream in = new BufferedInputStream(stream, 1 << 16);
        in.mark(1);
        int first = in.read();
        in.reset();
        ItemReader reader = new ItemReader(progress, sink);
        if (first >= 0x80) {
            reader.cbor(in);
        } else if (first >= 0) {
            reader.lines(in);
        }
    }

    private void cbor(InputStream in) throws IOException {
        CborDocument document = new CborDocument(in, "");
        long offset = 0;
        try {
            for (Item item = document.next(); item != null; item = document.next()) {
                hand(item, offset);
                offset = document.offset();
            }
        } catch (ProofException e) {
            hand(new Item.Broken(e.code(), e.getMessage() + " (what follows was not read)"), offset);
        }
    }

    private void lines(InputStream in) throws IOException {
        int cores = Runtime.getRuntime().availableProcessors();
        ExecutorService parsers = Executors.newFixedThreadPool(cores, work -> {
            Thread parser = new Thread(work, "verify-parse");
            parser.setDaemon(true);
            return parser;
        });
        try {
            Lines lines = new Lines(in);
            Queue<Future<List<Numbered>>> parsed = new ArrayDeque<>();
            for (List<Line> chunk = lines.chunk(); !chunk.isEmpty(); chunk = lines.chunk()) {
                parsed.add(parsers.submit(parse(chunk)));
                if (parsed.size() > 2 * cores) {
                    hand(parsed.remove());
                }
            }
            while (!parsed.isEmpty()) {
                hand(parsed.remove());
            }
        } finally {
            parsers.shutdownNow();
        }
    }

    private static Callable<List<Numbered>> parse(List<Line> chunk) {
        return () -> {
            List<Numbered> items = new ArrayList<>(chunk.size());
            for (Line line : chunk) {
                items.add(new Numbered(parse(line.bytes()), line.number()));
            }
            return items;
        };
    }

    private static Item parse(byte[] line) {
        try {
            return Received.looksLike(line) ? Received.read(line) : JsonDocument.read(line, line.length);
        } catch (ProofException e) {
            return new Item.Broken(e.code(), e.getMessage());
        }
    }

    private void hand(Future<List<Numbered>> parsed) throws IOException {
        try {
            for (Numbered numbered : parsed.get()) {
                hand(numbered.item(), numbered.line());
            }
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void hand(Item item, long line) {
        sink.take(item, line);
        if (++items % PROGRESS_EVERY == 0) {
            progress.accept(items);
        }
    }

    private record Line(byte[] bytes, long number) {}

    private record Numbered(Item item, long line) {}

    /** Splits at line ends; empty lines are skipped. */
    private static final class Lines {
        private final InputStream in;
        private byte[] buffer = new byte[1 << 16];
        private int at;
        private int end;
        private long number;

        Lines(InputStream in) {
            this.in = in;
        }

        List<Line> chunk() throws IOException {
            List<Line> chunk = new ArrayList<>(LINES_A_CHUNK);
            int bytes = 0;
            while (chunk.size() < LINES_A_CHUNK && bytes < CHUNK_BYTES) {
                byte[] line = next();
                if (line == null) {
                    break;
                }
                if (!blank(line)) {
                    chunk.add(new Line(line, number));
                    bytes += line.length;
                }
            }
            return chunk;
        }

        private byte @Nullable [] next() throws IOException {
            int scanned = at;
            while (true) {
                for (; scanned < end; scanned++) {
                    if (buffer[scanned] == '\n') {
                        return line(scanned, scanned + 1);
                    }
                }
                int before = scanned - at;
                if (!fill()) {
                    return at == end ? null : line(end, end);
                }
                scanned = at + before;
            }
        }

        private byte[] line(int to, int next) {
            byte[] line = Arrays.copyOfRange(buffer, at, to);
            at = next;
            number++;
            return line;
        }

        private boolean fill() throws IOException {
            if (at > 0) {
                System.arraycopy(buffer, at, buffer, 0, end - at);
                end -= at;
                at = 0;
            }
            if (end == buffer.length) {
                if (end >= MOST_LINE_BYTES) {
                    throw new IOException("line " + (number + 1) + " is longer than " + MOST_LINE_BYTES + " bytes");
                }
                buffer = Arrays.copyOf(buffer, 2 * end);
            }
            int read = in.read(buffer, end, buffer.length - end);
            end += Math.max(0, read);
            return read > 0;
        }

        private static boolean blank(byte[] line) {
            for (byte octet : line) {
                if (octet != ' ' && octet != '\r' && octet != '\t') {
                    return false;
                }
            }
            return true;
        }
    }
}
