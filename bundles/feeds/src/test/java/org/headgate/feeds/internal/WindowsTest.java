package org.headgate.feeds.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.headgate.api.journal.Contribution;
import org.headgate.feeds.internal.Windows.Closed;
import org.headgate.senml.SenmlRecord;
import org.headgate.senml.SenmlValue;
import org.junit.jupiter.api.Test;

class WindowsTest {
    private static final String DEVICE = "urn:dev:ops:a";
    private static final long START = 1_700_000_040L;

    /** Values that arrive at most 20 s late, against a computation by hand over all of them. */
    @Property(tries = 200)
    void close_withinGrace_isWhatAllValuesOfTheWindowGive(@ForAll long seed) {
        Random random = new Random(seed);
        MemoryJournal journal = new MemoryJournal();
        Windows windows = new Windows(30, 1_000);
        List<Closed> closed = new ArrayList<>();
        Map<Long, List<Double>> byHand = new TreeMap<>();
        long now = START * 1_000;
        for (int i = 0; i < 300; i++) {
            now += random.nextInt(5_000);
            long time = now / 1_000 - random.nextInt(20);
            double value = random.nextInt(10_000) / 100.0;
            Contribution contribution = journal.add(now, DEVICE, "t", value);
            windows.close(now).forEach(closed::add);
            windows.add(contribution, passed(value, time), 60, 1, now);
            byHand.computeIfAbsent(Math.floorDiv(time, 60L) * 60, start -> new ArrayList<>())
                    .add(value);
            if (random.nextInt(20) == 0) {
                byte[] saved = windows.save();
                windows = new Windows(30, 1_000);
                windows.load(saved);
            }
        }
        closed.addAll(windows.close(Long.MAX_VALUE));

        assertThat(windows.late()).isZero();
        assertThat(closed).extracting(window -> window.key().start()).containsExactlyElementsOf(byHand.keySet());
        for (Closed window : closed) {
            List<Double> values = byHand.get(window.key().start());
            Map<String, Double> told = told(window);
            assertThat(told.get(DEVICE + ":t/count")).isEqualTo(values.size());
            assertThat(told.get(DEVICE + ":t/min"))
                    .isEqualTo(values.stream().mapToDouble(v -> v).min().orElseThrow());
            assertThat(told.get(DEVICE + ":t/max"))
                    .isEqualTo(values.stream().mapToDouble(v -> v).max().orElseThrow());
            double sum = 0;
            for (double value : values) {
                sum += value;
            }
            assertThat(told.get(DEVICE + ":t/mean")).isEqualTo(sum / values.size());
        }
        assertThat(windows.aggregates()).isZero();
    }

    @Test
    void add_afterTheGraceOrFromTheFuture_isCountedAndLeftOut() {
        MemoryJournal journal = new MemoryJournal();
        Windows windows = new Windows(30, 1_000);
        long now = (START + 1_000) * 1_000;
        Contribution contribution = journal.add(now, DEVICE, "t", 1.0);

        windows.add(contribution, passed(1, START), 60, 1, now);
        windows.add(contribution, passed(1, START + 1_000 + 31), 60, 1, now);
        windows.add(contribution, passed(1, START + 1_000), 60, 1, now);

        assertThat(windows.late()).isEqualTo(1);
        assertThat(windows.early()).isEqualTo(1);
        assertThat(windows.close(Long.MAX_VALUE)).hasSize(1);
    }

    @Test
    void add_beyondTheLimit_isRefusedAndCounted() {
        MemoryJournal journal = new MemoryJournal();
        Windows windows = new Windows(30, 2);
        Contribution contribution = journal.add(START * 1_000, DEVICE, "t", 1.0);
        for (String quantity : new String[] {"a", "b", "c", "a"}) {
            windows.add(contribution, passed(quantity, new SenmlValue.Num(1), START), 60, 1, START * 1_000);
        }

        assertThat(windows.aggregates()).isEqualTo(2);
        assertThat(windows.refused()).isEqualTo(1);
    }

    @Test
    void write_textAndFlag_giveCountAndLast() {
        MemoryJournal journal = new MemoryJournal();
        Windows windows = new Windows(30, 100);
        Contribution contribution = journal.add(START * 1_000, DEVICE, "t", 1.0);
        windows.add(contribution, passed("s", new SenmlValue.Text("on"), START), 60, 1, START * 1_000);
        windows.add(contribution, passed("s", new SenmlValue.Text("off"), START + 1), 60, 1, START * 1_000);
        windows.add(contribution, passed("s", new SenmlValue.Text("old"), START), 60, 1, START * 1_000);
        byte[] saved = windows.save();
        Windows again = new Windows(30, 100);
        again.load(saved);

        List<SenmlRecord> records = again.close(Long.MAX_VALUE).get(0).records();
        assertThat(records).extracting(SenmlRecord::name).containsExactly(DEVICE + ":s/count", DEVICE + ":s/last");
        assertThat(records)
                .extracting(SenmlRecord::value)
                .containsExactly(new SenmlValue.Num(3), new SenmlValue.Text("off"));
    }

    private static Map<String, Double> told(Closed window) {
        return window.records().stream()
                .collect(Collectors.toMap(SenmlRecord::name, r -> ((SenmlValue.Num) r.value()).value()));
    }

    private static Transform.Passed passed(double value, long time) {
        return passed("t", new SenmlValue.Num(value), time);
    }

    private static Transform.Passed passed(String quantity, SenmlValue value, long time) {
        return new Transform.Passed(DEVICE, List.of(new SenmlRecord(DEVICE + ":" + quantity, null, value, time)));
    }
}
