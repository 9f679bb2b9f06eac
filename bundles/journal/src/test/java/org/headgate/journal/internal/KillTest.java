package org.headgate.journal.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.headgate.journal.internal.Samples.write;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.headgate.api.journal.Contribution;
import org.headgate.api.message.Origin;
import org.headgate.senml.SenmlValue;
import org.headgate.store.internal.H2Store;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KillTest {
    private static final int KILLS = 4;

    /** So small that a roll comes every moment, made at once or ahead of need; and one that none comes in. */
    private static final long[] SEGMENT_BYTES = {200_000, 1 << 20, 64 << 20};

    @TempDir
    Path folder;

    @Test
    void kill_inTheMiddleOfLoad_allAcknowledgedIsThereOnce() throws Exception {
        Map<Long, Long> acknowledged = new HashMap<>();
        Set<Long> held = new HashSet<>();
        long first = 1;
        for (int kill = 0; kill < KILLS; kill++) {
            long segmentBytes = SEGMENT_BYTES[kill % SEGMENT_BYTES.length];
            first = runAndKill(first, segmentBytes, acknowledged, held) + 10_000;
            check(acknowledged, held);
        }
    }

    private long runAndKill(long first, long segmentBytes, Map<Long, Long> acknowledged, Set<Long> held)
            throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledWriter.class.getName(),
                        folder.toString(),
                        Long.toString(first),
                        Long.toString(segmentBytes))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        int enough = ThreadLocalRandom.current().nextInt(300, 3000);
        long highest = first;
        int lines = 0;
        try (BufferedReader acks = child.inputReader()) {
            for (String line = acks.readLine(); line != null; line = acks.readLine()) {
                if (++lines == enough) {
                    child.toHandle().destroyForcibly();
                }
                String[] parts = line.split(" ");
                if (parts.length == 2 && parts[0].equals("w")) {
                    held.add(Long.valueOf(parts[1]));
                } else if (parts.length == 2) {
                    acknowledged.put(Long.valueOf(parts[0]), Long.valueOf(parts[1]));
                    highest = Math.max(highest, Long.parseLong(parts[1]));
                }
            }
        }
        assertThat(child.waitFor()).isEqualTo(137);
        assertThat(lines).as("acknowledgements of the child").isGreaterThanOrEqualTo(enough);
        return highest;
    }

    private void check(Map<Long, Long> acknowledged, Set<Long> held) throws Exception {
        try (H2Store store = H2Store.open(folder);
                H2Journal journal = H2Journal.open(store, folder)) {
            Map<Long, Contribution> found = new HashMap<>();
            Set<Long> waited = new HashSet<>();
            for (Contribution contribution : journal.read(1, Integer.MAX_VALUE)) {
                assertThat(found.put(contribution.sequence(), contribution)).isNull();
                if (contribution.device().equals("urn:dev:ops:waited")) {
                    assertThat(waited.add(value(contribution)))
                            .as("decoded once")
                            .isTrue();
                }
            }
            acknowledged.forEach((sequence, value) -> assertThat(found.get(sequence))
                    .as("acknowledged %d, of %d to %d", sequence, journal.first(), journal.next())
                    .isNotNull()
                    .extracting(KillTest::value)
                    .isEqualTo(value));
            for (long after = 0; ; ) {
                var page = journal.held().waiting(after, 256);
                if (page.isEmpty()) {
                    break;
                }
                page.forEach(row -> assertThat(
                                waited.add(Long.valueOf(row.message().address().substring(2))))
                        .as("waits and is not decoded")
                        .isTrue());
                after = page.get(page.size() - 1).id();
            }
            assertThat(waited).containsAll(held);
            assertThat(found).hasSize((int) journal.next() - 1);
            assertThat(journal.lost()).isEmpty();
            long newest = acknowledged.get(
                    acknowledged.keySet().stream().max(Long::compare).orElseThrow());
            assertThat(write(journal, Samples.entry(newest, new Origin(newest, 3600, true)))
                            .duplicate())
                    .as("the newest origin is known")
                    .isTrue();
            checkRollups(journal, found);
        }
    }

    private static void checkRollups(H2Journal journal, Map<Long, Contribution> found) throws Exception {
        while (journal.rollups().through() < journal.next() - 1) {
            journal.rollups().update();
        }
        for (String device : List.of(Samples.DEVICE, "urn:dev:ops:waited")) {
            long counted = journal.rollups(device, "temperature", 0, Long.MAX_VALUE).stream()
                    .mapToLong(rollup -> rollup.count())
                    .sum();
            assertThat(counted)
                    .isEqualTo(found.values().stream()
                            .filter(contribution -> contribution.device().equals(device))
                            .count());
        }
    }

    private static long value(Contribution contribution) {
        return contribution.senml().records().stream()
                .filter(record -> record.name().endsWith(":temperature"))
                .map(record -> (long) ((SenmlValue.Num) record.value()).value())
                .findFirst()
                .orElseThrow();
    }
}
