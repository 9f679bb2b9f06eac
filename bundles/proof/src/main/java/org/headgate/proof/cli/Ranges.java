package org.headgate.proof.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** Numbers, written as the ranges that they make. */
record Ranges(List<Range> ranges) {
    private static final int MOST_SHOWN = 10;

    record Range(long first, long last) {}

    static Ranges of(Collection<Long> numbers) {
        List<Range> ranges = new ArrayList<>();
        for (long number : new TreeSet<>(numbers)) {
            Range last = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
            if (last != null && last.last() + 1 == number) {
                ranges.set(ranges.size() - 1, new Range(last.first(), number));
            } else {
                ranges.add(new Range(number, number));
            }
        }
        return new Ranges(ranges);
    }

    /** For people: {@code 1 to 5, 7}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Range range : ranges.subList(0, Math.min(MOST_SHOWN, ranges.size()))) {
            text.append(text.length() == 0 ? "" : ", ").append(range.first());
            text.append(range.first() == range.last() ? "" : " to " + range.last());
        }
        int more = ranges.size() - MOST_SHOWN;
        return text + (more <= 0 ? "" : " and " + more + " more ranges");
    }
}
