package org.headgate.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.headgate.api.batch.Hash;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class MerkleTreeTest {

    @Property(tries = 150)
    void everyLeaf_isProvenAloneAndTogether(@ForAll @IntRange(min = 1, max = 70) int size, @ForAll long subset)
            throws ProofException {
        List<Hash> leaves = leaves(size);
        MerkleTree tree = MerkleTree.of(leaves);
        for (int i = 0; i < size; i++) {
            assertThat(MerkleProof.verify(tree.root(), leaves.get(i), tree.proof(i)))
                    .isTrue();
            assertThat(MerkleProof.verify(tree.root(), Keccak.hash(new byte[] {1}), tree.proof(i)))
                    .isFalse();
        }
        int[] some = IntStream.range(0, size)
                .filter(i -> (subset >>> i % 64 & 1) == 1)
                .toArray();
        MerkleTree.MultiProof multi = tree.multiProof(some);
        List<Hash> asked =
                new ArrayList<>(multi.indices().stream().map(leaves::get).toList());
        assertThat(MerkleProof.verify(tree.root(), asked, multi.proof(), multi.flags()))
                .isTrue();
        if (!asked.isEmpty()) {
            asked.set(0, Keccak.hash(new byte[] {1}));
            assertThat(MerkleProof.verify(tree.root(), asked, multi.proof(), multi.flags()))
                    .isFalse();
        }
    }

    /** Leaves are sorted by their first bits first. */
    @Property(tries = 50)
    void leavesThatBeginAlike_inAnyOrder_giveTheSameTree(
            @ForAll @IntRange(min = 2, max = 70) int size, @ForAll long seed) {
        List<Hash> leaves = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            byte[] bytes = Keccak.hash(new byte[] {(byte) i}).bytes();
            Arrays.fill(bytes, 0, i % 3 == 0 ? 31 : 8, (byte) (i % 2 == 0 ? 0xff : 0x00));
            leaves.add(Hash.of(bytes));
        }
        leaves.add(leaves.get(0));
        Hash root = MerkleTree.of(leaves).root();
        Collections.shuffle(leaves, new Random(seed));
        MerkleTree tree = MerkleTree.of(leaves);
        assertThat(tree.root()).isEqualTo(root);
        assertThat(IntStream.range(0, leaves.size())).allSatisfy(i -> {
            assertThat(tree.leaf(i)).isEqualTo(leaves.get(i));
            assertThat(MerkleProof.verify(root, leaves.get(i), tree.proof(i))).isTrue();
        });
    }

    @Test
    void malformedMultiProof_isRefused() {
        List<Hash> one = leaves(1);
        assertThatThrownBy(() -> MerkleProof.verify(one.get(0), one, one, List.of()))
                .hasMessageContaining("need 1 flags, not 0");
        assertThatThrownBy(() -> MerkleProof.verify(one.get(0), leaves(2), List.of(), List.of(false)))
                .hasMessageContaining("more nodes than there are");
        assertThatThrownBy(() -> MerkleProof.verify(one.get(0), one, leaves(2), List.of(true, true)))
                .hasMessageContaining("more nodes than there are");
        assertThatThrownBy(() -> MerkleTree.of(leaves(3)).multiProof(1, 1)).hasMessageContaining("twice");
    }

    /** Dumps of OpenZeppelin's own library, from the folder that {@code cases.dir} names; where there is none, no part of the run. */
    @TestFactory
    Stream<DynamicTest> dump_hasTheSameTree() throws IOException {
        Path cases = Path.of(System.getProperty("cases.dir", "none"), "oz-merkle");
        if (!Files.isDirectory(cases)) {
            return Stream.empty();
        }
        try (Stream<Path> files = Files.list(cases)) {
            return files.sorted().toList().stream()
                    .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> matches(file)));
        }
    }

    private static void matches(Path file) throws IOException {
        List<Hash> nodes = new ArrayList<>();
        List<Hash> leaves = new ArrayList<>();
        List<Integer> indices = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(file.toFile())) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                String text = parser.getText();
                if (token == JsonToken.VALUE_STRING && text.startsWith("0x")) {
                    nodes.add(Hash.parse(text));
                } else if (token == JsonToken.VALUE_STRING && text.length() == 1) {
                    leaves.add(Leaf.of(new Abi().string(text)));
                } else if (token == JsonToken.VALUE_NUMBER_INT) {
                    indices.add(parser.getIntValue());
                }
            }
        }
        for (int i = 0; i < leaves.size(); i++) {
            assertThat(leaves.get(i)).isEqualTo(nodes.get(indices.get(i)));
            List<Hash> siblings = new ArrayList<>();
            for (int node = indices.get(i); node > 0; node = (node - 1) / 2) {
                siblings.add(nodes.get(node % 2 == 1 ? node + 1 : node - 1));
            }
            assertThat(MerkleProof.verify(nodes.get(0), leaves.get(i), siblings))
                    .isTrue();
        }
        if (file.toString().contains(".sorted.")) {
            MerkleTree tree = MerkleTree.of(leaves);
            assertThat(tree.root()).isEqualTo(nodes.get(0));
            assertThat(tree.proof(0).get(0))
                    .isEqualTo(nodes.get(indices.get(0) % 2 == 1 ? indices.get(0) + 1 : indices.get(0) - 1));
        }
    }

    private static List<Hash> leaves(int size) {
        return IntStream.range(0, size)
                .mapToObj(i -> Leaf.of(i, new byte[] {(byte) i}))
                .toList();
    }
}
