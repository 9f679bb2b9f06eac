package org.headgate.journal.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.headgate.api.journal.Contribution;
import org.headgate.api.journal.NewContribution;
import org.headgate.api.message.Kind;
import org.headgate.api.message.Origin;
import org.headgate.api.message.Trust;
import org.junit.jupiter.api.Test;

class BlockTest {
    record Row(NewContribution contribution, Origin origin) {}

    @Property(tries = 300)
    void read_anySlice_isWhatWasAdded(
            @ForAll("rows") List<Row> rows, @ForAll("small") int skip, @ForAll("small") int max) {
        long first = 1_000_000;
        byte[] body = body(first, rows);

        List<Contribution> read = new ArrayList<>();
        Block.read(first, body, first + skip, Long.MAX_VALUE, max, read);

        int end = Math.min(rows.size(), skip + max);
        assertThat(read).hasSize(Math.max(0, end - skip));
        for (int i = 0; i < read.size(); i++) {
            Contribution found = read.get(i);
            NewContribution added = rows.get(skip + i).contribution();
            assertThat(found.sequence()).isEqualTo(first + skip + i);
            assertThat(found.pack()).isEqualTo(added.pack());
            assertThat(found.device()).isEqualTo(added.device());
            assertThat(found.receivedAt()).isEqualTo(added.receivedAt());
            assertThat(found.kind()).isEqualTo(added.kind());
            assertThat(found.trust()).isEqualTo(added.trust());
            assertThat(found.adopted()).isEqualTo(added.adopted());
        }
    }

    @Property(tries = 300)
    void origins_all_areTold(@ForAll("rows") List<Row> rows) {
        List<String> told = new ArrayList<>();
        Block.origins(7, body(7, rows), (key, until, sequence) -> told.add(sequence + " " + key + " " + until));

        List<String> added = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            Origin origin = rows.get(i).origin();
            if (origin != null) {
                added.add(7 + i + " " + origin.key() + " "
                        + (rows.get(i).contribution().receivedAt() + origin.seconds() * 1000L));
            }
        }
        assertThat(told).isEqualTo(added);
    }

    @Test
    void isWhole_cutOrABitTurned_isNot() {
        byte[] body = body(1, List.of(row("urn:dev:ops:a", 5), row("urn:dev:ops:b", 9)));
        assertThat(Block.isWhole(1, 2, body)).isTrue();
        assertThat(Block.isWhole(1, 3, body)).isFalse();
        assertThat(Block.isWhole(0, 2, body)).isFalse();
        for (int length = 0; length < body.length; length++) {
            assertThat(Block.isWhole(1, 2, Arrays.copyOf(body, length))).isFalse();
        }
        for (int bit = 0; bit < body.length * 8; bit++) {
            byte[] turned = body.clone();
            turned[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(Block.isWhole(1, 2, turned)).isFalse();
        }
    }

    @Test
    void read_newerFormat_isToldAsSuch() {
        assertThatThrownBy(() -> Block.read(1, new byte[] {9, 1, 2, 3, 4, 5, 6}, 1, 9, 9, new ArrayList<>()))
                .hasMessageContaining("a newer gateway");
    }

    @Test
    void take_readingsAlike_areAThirdOfTheirPacks() {
        List<Row> rows = new ArrayList<>();
        int packs = 0;
        for (int i = 0; i < 50; i++) {
            NewContribution contribution = Samples.contribution(Samples.DEVICE, i, 1_800_000_000_000L + i);
            rows.add(new Row(contribution, new Origin(i, 600, false)));
            packs += contribution.pack().length;
        }
        assertThat(body(1, rows).length).isLessThan(packs / 3);
    }

    @Test
    void take_whatDoesNotCompress_costsFewBytesBesideThePack() {
        byte[] pack = new byte[300];
        new Random(3).nextBytes(pack);
        NewContribution noise = new NewContribution(5, Kind.MEASUREMENT, Trust.DEVICE, pack, "urn:dev:ops:a", true);

        assertThat(body(1, List.of(new Row(noise, new Origin(4, 600, false)))).length)
                .isLessThan(300 + 300 / 32 + "urn:dev:ops:a".length() + 28);
    }

    private static byte[] body(long first, List<Row> rows) {
        Block block = new Block();
        for (int i = 0; i < rows.size(); i++) {
            block.add(first + i, rows.get(i).contribution(), rows.get(i).origin());
        }
        assertThat(block.last()).isEqualTo(first + rows.size() - 1);
        return block.take();
    }

    private static Row row(String device, long receivedAt) {
        byte[] pack = (device + ":temperature 20").getBytes(StandardCharsets.UTF_8);
        return new Row(new NewContribution(receivedAt, Kind.MEASUREMENT, Trust.DEVICE, pack, device, true), null);
    }

    @Provide
    Arbitrary<Integer> small() {
        return Arbitraries.integers().between(0, 12);
    }

    @Provide
    Arbitrary<List<Row>> rows() {
        Arbitrary<byte[]> packs = Arbitraries.bytes().array(byte[].class).ofMaxSize(200);
        Arbitrary<String> devices = Arbitraries.strings().ofMaxLength(80).excludeChars('\ud800');
        Arbitrary<Origin> origins = Combinators.combine(
                        Arbitraries.longs(), Arbitraries.integers().between(0, Integer.MAX_VALUE))
                .as((key, seconds) -> new Origin(key, seconds, false))
                .injectNull(0.3);
        Arbitrary<NewContribution> contributions = Combinators.combine(
                        Arbitraries.longs().between(-1L << 50, 1L << 50),
                        Arbitraries.of(Kind.values()),
                        Arbitraries.of(Trust.values()),
                        packs,
                        devices.map(
                                device -> new String(device.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)),
                        Arbitraries.of(true, false))
                .as((at, kind, trust, pack, device, adopted) ->
                        new NewContribution(at, kind, trust, pack, device, adopted));
        return Combinators.combine(contributions, origins)
                .as(Row::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(20);
    }
}
