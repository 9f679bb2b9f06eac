package org.headgate.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.headgate.api.status.Problem;
import org.headgate.store.ChainMark;
import org.headgate.store.ChainMark.Link;
import org.headgate.store.Mark;
import org.headgate.store.StoreUnavailable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChainMarkTest {
    private static final int STEPS = 400;

    @TempDir
    Path root;

    private final Chain table = new Chain();
    private final Map<Long, Signed> seen = new HashMap<>();
    private int made;

    /** A link whose hash is its text. */
    private record Signed(long number, String previous, String hash) {}

    @Test
    void table_thatLostItsNewest_isBroughtUpToTheMark() throws Exception {
        ChainMark<Signed> chain = open();
        sign(chain, 3);
        table.links.remove(3L);

        ChainMark<Signed> again = reopen();

        assertThat(again.problem()).isEmpty();
        assertThat(table.links).containsKey(3L);
        assertThat(sign(again, 1).previous()).isEqualTo(table.links.get(3L).hash());
    }

    @Test
    void table_thatIsLost_isFollowedAboveTheMark() throws Exception {
        sign(open(), 7);
        table.links.clear();

        ChainMark<Signed> again = reopen();

        assertThat(again.problem().orElseThrow().code()).isEqualTo("chain_hole");
        assertThat(again.problem().orElseThrow().reason()).startsWith("test 1 to 6 are lost");
        assertThat(sign(again, 1).number()).isEqualTo(8);
        assertThat(table.links.keySet()).containsExactly(7L, 8L);
        assertThat(reopen().problem()).isEmpty();
    }

    @Test
    void mark_thatIsMissingOrOld_isWrittenAnewFromTheTable() throws Exception {
        sign(open(), 2);
        byte[] old = Files.readAllBytes(root.resolve("marks/test"));
        sign(reopen(), 2);

        Files.write(root.resolve("marks/test"), old);
        assertThat(code(reopen())).isEqualTo("mark_behind");
        Files.delete(root.resolve("marks/test"));
        assertThat(code(reopen())).isEqualTo("mark_missing");
        assertThat(reopen().problem()).isEmpty();
        assertThat(sign(reopen(), 1).number()).isEqualTo(5);
    }

    @Test
    void mark_thatIsBroken_stopsOnlyWhereNothingElseTells() throws Exception {
        sign(open(), 2);
        Files.writeString(root.resolve("marks/test"), "torn");
        assertThat(code(reopen())).isEqualTo("mark_unreadable");
        assertThat(sign(reopen(), 1).number()).isEqualTo(3);

        for (String broken : List.of("torn", "")) {
            Files.writeString(root.resolve("marks/test"), broken);
            table.links.clear();
            assertThatThrownBy(this::reopen)
                    .isInstanceOfSatisfying(
                            StoreUnavailable.class, e -> assertThat(e.code()).isEqualTo("mark_unreadable"));
            assertThat(root.resolve("marks/test")).hasContent(broken);
        }
        Files.delete(root.resolve("marks/test"));
        seen.clear();
        assertThat(sign(reopen(), 1).number()).isEqualTo(1);
    }

    @Test
    void twoBranches_areToldAndFollowedAboveBoth() throws Exception {
        sign(open(), 3);
        Signed other = new Signed(3, "x", "other");
        table.links.put(3L, other);
        ChainMark<Signed> chain = reopen();
        assertThat(code(chain)).isEqualTo("mark_differs");
        assertThat(chain.problem().orElseThrow().degrades()).isTrue();
        assertThat(table.links.get(3L)).isNotEqualTo(other);

        table.links.put(3L, other);
        table.links.put(4L, new Signed(4, "other", "x4"));
        ChainMark<Signed> behind = reopen();
        assertThat(code(behind)).isEqualTo("mark_differs");
        assertThat(sign(behind, 1).number()).isEqualTo(5);

        table.links.remove(5L);
        table.links.put(4L, new Signed(4, "?", "another"));
        assertThat(code(reopen())).isEqualTo("mark_differs");
    }

    /** Tables that are found at any older state, writes that fail before or after the disk has them, and ends at any moment. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void number_isNeverSeenWithTwoHashes(long seed) throws Exception {
        Random random = new Random(seed);
        List<TreeMap<Long, Signed>> backups = new ArrayList<>();
        Unreliable file = new Unreliable(mark(), random);
        ChainMark<Signed> chain = open(file);
        for (int step = 0; step < STEPS; step++) {
            int what = random.nextInt(20);
            if (what == 0) {
                backups.add(new TreeMap<>(table.links));
            } else if (what == 1 && !backups.isEmpty()) {
                table.links = new TreeMap<>(backups.get(random.nextInt(backups.size())));
                chain = open(file);
            } else if (what == 2) {
                table.links.clear();
                chain = open(file);
            } else if (what == 3) {
                chain = open(file);
            } else {
                file.failing = what < 8;
                table.failing = what > 7 && what < 12;
                trySign(chain);
                file.failing = false;
                table.failing = false;
            }
        }
        assertThat(seen).hasSizeGreaterThan(100);
        seen.values()
                .forEach(link -> assertThat(
                                link.number() == 1
                                        ? ""
                                        : seen.get(link.number() - 1).hash())
                        .isEqualTo(link.previous()));
    }

    private void trySign(ChainMark<Signed> chain) {
        try {
            Optional<Signed> left = chain.catchUp();
            if (left.isPresent()) {
                see(left.get());
            } else {
                sign(chain, 1);
            }
        } catch (StoreUnavailable e) {
            assertThat(e.code()).isEqualTo("io_error");
        }
    }

    private @Nullable Signed newest;

    private ChainMark<Signed> open() throws StoreUnavailable {
        return open(mark());
    }

    private ChainMark<Signed> reopen() throws StoreUnavailable {
        return open(mark());
    }

    private ChainMark<Signed> open(Mark file) throws StoreUnavailable {
        ChainMark<Signed> chain = new ChainMark<>("test", file, new Text(), table);
        newest = chain.open().orElse(null);
        if (newest != null && !seen.containsKey(newest.number())) {
            see(newest);
        }
        return chain;
    }

    private Mark mark() {
        return new MarkFile(new DataFolder(root), "test");
    }

    private Signed sign(ChainMark<Signed> chain, int count) throws StoreUnavailable {
        Signed last = newest;
        for (int i = 0; i < count; i++) {
            last = new Signed(last == null ? 1 : last.number() + 1, last == null ? "" : last.hash(), "h" + ++made);
            chain.keep(last);
            see(last);
        }
        return java.util.Objects.requireNonNull(last);
    }

    private void see(Signed link) {
        newest = link;
        Signed before = seen.putIfAbsent(link.number(), link);
        assertThat(before == null ? link : before).isEqualTo(link);
    }

    private static String code(ChainMark<Signed> chain) {
        return chain.problem().map(Problem::code).orElse("none");
    }

    private static final class Text implements ChainMark.Form<Signed> {
        @Override
        public Link link(Signed signed) {
            return new Link(signed.number(), signed.previous(), signed.hash(), signed.number() * 10);
        }

        @Override
        public byte[] write(Signed signed) {
            return (signed.number() + " " + signed.hash() + " " + signed.previous())
                    .getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public Signed read(byte[] content) {
            String[] words = new String(content, StandardCharsets.US_ASCII).split(" ", -1);
            return new Signed(Long.parseLong(words[0]), words[2], words[1]);
        }
    }

    private static final class Chain implements ChainMark.Table<Signed> {
        TreeMap<Long, Signed> links = new TreeMap<>();
        boolean failing;

        @Override
        public Optional<Signed> last() {
            return links.isEmpty()
                    ? Optional.empty()
                    : Optional.of(links.lastEntry().getValue());
        }

        @Override
        public Optional<Signed> find(long number) {
            return Optional.ofNullable(links.get(number));
        }

        @Override
        public void put(Signed signed) throws StoreUnavailable {
            if (failing) {
                throw new StoreUnavailable("io_error", "not now");
            }
            links.tailMap(signed.number(), true).clear();
            links.put(signed.number(), signed);
        }
    }

    private static final class Unreliable implements Mark {
        private final Mark file;
        private final Random random;
        boolean failing;

        Unreliable(Mark file, Random random) {
            this.file = file;
            this.random = random;
        }

        @Override
        public Optional<Value> read() throws StoreUnavailable {
            return file.read();
        }

        @Override
        public void write(Value value) throws StoreUnavailable {
            if (!failing || random.nextBoolean()) {
                file.write(value);
            }
            if (failing) {
                throw new StoreUnavailable("io_error", "who knows");
            }
        }
    }
}
