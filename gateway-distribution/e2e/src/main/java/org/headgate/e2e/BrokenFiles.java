package org.headgate.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Files are broken while the gateway is away; it comes up, says exactly what is gone, and goes on. */
final class BrokenFiles {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Pattern RANGE = Pattern.compile("(\\d+) to (\\d+)");

    private BrokenFiles() {}

    /** What is done to a home while nobody runs there. */
    enum Harm {
        CACHE_DELETED,
        NEWEST_SEGMENT_CUT,
        NEWEST_SEGMENT_FLIPPED,
        OLDEST_SEGMENT_FLIPPED,
        OLDEST_SEGMENT_DELETED,
        FEEDS_ZEROED,
        DOOR_FLIPPED,
        ROLLUPS_CUT,
        PRECIOUS_FLIPPED,
        PRECIOUS_CUT;

        void to(Path home, Random random) throws IOException {
            switch (this) {
                case CACHE_DELETED -> delete(home.resolve("cache"));
                case NEWEST_SEGMENT_CUT -> cut(segment(home, true), 0.6);
                case NEWEST_SEGMENT_FLIPPED -> flip(segment(home, true), random);
                case OLDEST_SEGMENT_FLIPPED -> flip(segment(home, false), random);
                case OLDEST_SEGMENT_DELETED -> Files.delete(segment(home, false));
                case FEEDS_ZEROED -> Files.write(home.resolve("data/feeds.mv.db"), new byte[65536]);
                case DOOR_FLIPPED -> flip(home.resolve("data/door.mv.db"), random);
                case ROLLUPS_CUT -> cut(home.resolve("data/rollups.mv.db"), 0.5);
                case PRECIOUS_FLIPPED -> flip(home.resolve("data/precious.mv.db"), random);
                case PRECIOUS_CUT -> cut(home.resolve("data/precious.mv.db"), 0.7);
            }
        }
    }

    static void run(Verdict verdict, List<Harm> harms, int messages, long seed) throws Exception {
        Random random = new Random(seed);
        verdict.fact("seed", seed);
        Path home = Gateway.home("broken");
        String[] settings = {
            "mqtt-door.port=0",
            "headgate.features=mqtt-door,prove,sell,shell,profile-senml",
            "journal.segment.mib=1",
            "batches.seal.age.seconds=2"
        };
        Gateway gateway = Gateway.start(home, settings);
        Set<Long> known = sequences(load(gateway, "before", messages));
        int number = 0;
        try {
            for (Harm harm : harms) {
                gateway.close();
                harm.to(home, random);
                gateway = Gateway.launch(home, settings).awaitUp();
                String device = "behind" + ++number + "-";
                Exported exported = load(gateway, device, messages);
                Set<Long> after = sequences(exported);
                Set<Long> gone = new TreeSet<>(known);
                gone.removeAll(after);
                List<long[]> declared = declared(gateway);
                Set<Long> undeclared = new TreeSet<>(gone);
                undeclared.removeIf(sequence -> within(declared, sequence, sequence));
                for (String failed : exported.failed().toList()) {
                    Matcher range = RANGE.matcher(failed);
                    boolean batch = failed.contains("contributions_withheld") && range.find();
                    long from = batch ? Long.parseLong(range.group(1)) : 0;
                    long to = batch ? Long.parseLong(range.group(2)) : 0;
                    verdict.check(batch && touches(declared, from, to), "%s: %s", harm, failed);
                    undeclared.removeIf(sequence -> sequence >= from && sequence <= to);
                }
                verdict.say("%s: %d of %d gone; says %s", harm, gone.size(), known.size(), codes(gateway));
                verdict.fact(harm.name().toLowerCase(java.util.Locale.ROOT) + "_gone", gone.size());
                verdict.check(undeclared.isEmpty(), "%s: %d are gone and not told", harm, undeclared.size());
                verdict.check(
                        exported.sequences(Reading.name(device).replace(":count", ""))
                                        .get(0)
                                > last(known),
                        "%s: the sequence went back",
                        harm);
                known = after;
            }
            verdict.fact("harms", harms.size());
            verdict.fact("lost_ranges", gateway.metric("journal.lost.ranges"));
        } finally {
            gateway.close();
        }
    }

    private static boolean within(List<long[]> ranges, long from, long to) {
        return ranges.stream().anyMatch(range -> range[0] <= from && to <= range[1]);
    }

    /** A batch that was sealed before cannot be proven any more where one contribution of it is gone; the verifier cannot know why. */
    private static boolean touches(List<long[]> ranges, long from, long to) {
        return ranges.stream().anyMatch(range -> range[0] <= to && from <= range[1]);
    }

    private static Set<Long> sequences(Exported exported) {
        return new TreeSet<>(
                exported.rows().stream().map(Exported.Row::sequence).toList());
    }

    /** Sends a while; all that is acknowledged is there. */
    private static Exported load(Gateway gateway, String device, int messages) throws Exception {
        int port = gateway.port("mqtt-door");
        List<Sender> senders = Sender.group(port, device, 4, 1, 0);
        try {
            Until.holds("messages are acknowledged", PATIENCE, () -> Sender.acknowledged(senders) > messages);
            for (Sender sender : senders) {
                if (!sender.finish(PATIENCE)) {
                    throw new IllegalStateException(sender.name + " waits for acknowledgements");
                }
            }
            Exported exported = Exported.asItIs(gateway);
            for (Sender sender : senders) {
                long kept = exported.values(Reading.name(sender.name)).stream()
                        .distinct()
                        .count();
                if (kept < sender.acknowledged()) {
                    throw new IllegalStateException(sender.name + " lost " + (sender.acknowledged() - kept));
                }
            }
            return exported;
        } finally {
            for (Sender sender : senders) {
                sender.close();
            }
        }
    }

    private static long last(Set<Long> sequences) {
        return sequences.stream().mapToLong(Long::longValue).max().orElse(0);
    }

    /** Every range that it says is lost, in the status or in its log. */
    private static List<long[]> declared(Gateway gateway) throws IOException, InterruptedException {
        StringBuilder said = new StringBuilder();
        for (JsonNode problem : gateway.status().get("problems")) {
            if (problem.get("code").asText().equals("sequences_lost")) {
                said.append(problem.get("reason").asText()).append('\n');
            }
        }
        gateway.log()
                .lines()
                .filter(line -> line.contains("lost"))
                .forEach(line -> said.append(line).append('\n'));
        Matcher ranges = RANGE.matcher(said);
        return ranges.results()
                .map(r -> new long[] {Long.parseLong(r.group(1)), Long.parseLong(r.group(2))})
                .toList();
    }

    private static List<String> codes(Gateway gateway) throws IOException, InterruptedException {
        return gateway.status().get("problems").findValuesAsText("code");
    }

    private static Path segment(Path home, boolean newest) throws IOException {
        Comparator<Path> byNumber = Comparator.comparingInt(
                file -> Integer.parseInt(file.getFileName().toString().replaceAll("\\D.*", "")));
        try (Stream<Path> files = Files.list(home.resolve("data/journal"))) {
            Stream<Path> segments =
                    files.filter(file -> file.getFileName().toString().endsWith(".mv.db"));
            return (newest ? segments.max(byNumber) : segments.min(byNumber)).orElseThrow();
        }
    }

    private static void cut(Path file, double keep) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.setLength((long) (open.length() * keep));
        }
    }

    /** A page of nonsense, somewhere behind the two file headers. */
    private static void flip(Path file, Random random) throws IOException {
        byte[] nonsense = new byte[4096];
        random.nextBytes(nonsense);
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            long pages = open.length() / nonsense.length;
            open.seek((2 + (long) (random.nextDouble() * Math.max(0, pages - 2))) * nonsense.length);
            open.write(nonsense);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
