package org.headgate.buy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.headgate.api.batch.Address;
import org.headgate.proof.Finding;
import org.headgate.proof.Verification;
import org.headgate.proof.Verifier;
import org.jspecify.annotations.Nullable;

/**
 * Checks records as the proofs of their batch come, in the order of batches; keeps those of the batch before, for the chain from one to the next. For one thread.
 */
final class Proving {
    private static final Set<String> ABSENCE = Set.of("contribution_missing", "rows_missing", "proof_missing");

    private final Address gateway;
    private final Deque<Row> rows = new ArrayDeque<>();
    private final Deque<Group> groups = new ArrayDeque<>();
    private final Map<Integer, Part> parts = new TreeMap<>();
    private final List<long[]> gaps = new ArrayList<>();
    private List<byte[]> before = List.of();
    private long newest;
    private long through;
    private long verified;
    private long unproven;
    private long sessionBefore;
    private Mark mark;

    /** What was proven before the batch that was checked last. */
    record Mark(long verified, long through, long unproven) {}

    /** A record as it came. @param offset of its line @param before what all before it add up to */
    record Row(long sequence, long offset, byte[] line, Tally before) {}

    /** One message of proofs. @param number of the batch @param part of {@code parts}, from 1 @param first, last of the batch @param highest that it proves */
    record Part(long number, int part, int parts, long first, long last, long highest, byte[] line) {}

    private record Group(long first, long last, long highest, List<byte[]> lines) {}

    /** @param verified records before @param through the last sequence that a checked batch covers */
    Proving(Address gateway, long verified, long through, long unproven) {
        this.gateway = gateway;
        this.verified = verified;
        this.through = through;
        this.unproven = unproven;
        this.newest = through;
        this.mark = new Mark(verified, through, unproven);
    }

    long verified() {
        return verified;
    }

    /** Records that the gateway can no longer prove, since it lost the reader's place or what lies between. */
    long unproven() {
        return unproven;
    }

    /** With {@link #oldest}: from where a reader can go on checking after a restart. */
    Mark mark() {
        return mark;
    }

    /** The first record that is needed yet, or null. */
    @Nullable
    Row oldest() {
        return rows.peek();
    }

    /** The lines of the proofs that hold now. @throws Halt where it came too late to be proven, or a proof does not hold */
    List<byte[]> record(Row row) throws IOException, Halt {
        if (row.sequence() <= through) {
            throw unproven("record " + row.sequence() + " came after the proofs of its batch, which do not name it");
        }
        rows.add(row);
        newest = row.sequence();
        return check();
    }

    /** As {@link #record}. */
    List<byte[]> proof(Part part) throws IOException, Halt {
        if (parts.values().stream().anyMatch(other -> other.number() != part.number())) {
            parts.clear();
        }
        parts.put(part.part(), part);
        if (parts.size() < part.parts()) {
            return List.of();
        }
        groups.add(new Group(
                parts.values().stream().mapToLong(Part::first).min().orElse(0),
                parts.values().stream().mapToLong(Part::last).max().orElse(0),
                parts.values().stream().mapToLong(Part::highest).max().orElse(0),
                parts.values().stream().map(Part::line).toList()));
        parts.clear();
        return check();
    }

    /** The gateway says that these are gone. */
    void gap(long from, long to) {
        gaps.add(new long[] {from, to});
    }

    /** The gateway begins anew with us: proofs of what came before may not come any more. */
    void newSession() {
        sessionBefore = newest;
        parts.clear();
    }

    /** Whether proofs wait for their records, or for their other parts. */
    boolean waits() {
        return !groups.isEmpty() || !parts.isEmpty();
    }

    private List<byte[]> check() throws IOException, Halt {
        List<byte[]> held = new ArrayList<>();
        for (Group next = groups.peek(); next != null; next = groups.peek()) {
            Row oldest = rows.peek();
            if (next.highest() <= through || oldest != null && next.highest() < oldest.sequence()) {
                groups.remove();
                continue;
            }
            if (newest < next.highest()) {
                return held;
            }
            groups.remove();
            if (holds(next)) {
                held.addAll(next.lines());
            }
        }
        return held;
    }

    private boolean holds(Group group) throws IOException, Halt {
        forgetUnproven(group.first());
        mark = new Mark(verified, through, unproven);
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        before.forEach(line -> add(lines, line));
        rows.stream().filter(row -> row.sequence() <= group.last()).forEach(row -> add(lines, row.line()));
        group.lines().forEach(line -> add(lines, line));
        Verifier verifier = new Verifier(gateway);
        verifier.read("received", new ByteArrayInputStream(lines.toByteArray()), items -> {});
        Verification result = verifier.result();
        long fresh = rows.stream()
                .filter(row -> row.sequence() > through && row.sequence() <= group.last())
                .count();
        if (result.holds()) {
            verified += fresh;
        } else if (isGone(group, result.findings())) {
            unproven += fresh;
        } else {
            throw unproven(
                    result.findings().isEmpty()
                            ? "a proof proves nothing"
                            : result.findings().get(0).toString());
        }
        long last = through;
        rows.removeIf(row -> row.sequence() <= last);
        through = group.last();
        before = result.holds() ? group.lines() : List.of();
        return result.holds();
    }

    /** Of an earlier session, before the batch that is proven next. */
    private void forgetUnproven(long first) {
        int kept = rows.size();
        rows.removeIf(row -> row.sequence() > through && row.sequence() < first && row.sequence() <= sessionBefore);
        if (rows.size() < kept) {
            unproven += kept - rows.size();
            before = List.of();
            rows.removeIf(row -> row.sequence() <= through);
        }
    }

    private boolean isGone(Group group, List<Finding> findings) {
        return gaps.stream().anyMatch(gap -> gap[0] <= group.last() && gap[1] >= group.first())
                && findings.stream().allMatch(finding -> ABSENCE.contains(finding.code()));
    }

    private static void add(ByteArrayOutputStream lines, byte[] line) {
        lines.writeBytes(line);
        lines.write('\n');
    }

    private static Halt unproven(String why) {
        return new Halt(
                Halt.UNPROVEN,
                "What came is not what the gateway signed: " + why
                        + ". Nothing more is paid. What came is kept: 'headgate verify' checks it again.");
    }
}
