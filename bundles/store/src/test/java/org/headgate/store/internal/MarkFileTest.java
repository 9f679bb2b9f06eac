package org.headgate.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.headgate.store.Mark;
import org.headgate.store.Mark.Value;
import org.headgate.store.StoreUnavailable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MarkFileTest {
    @TempDir
    Path root;

    @Test
    void mark_written_isReadBack() throws Exception {
        Mark mark = new MarkFile(new DataFolder(root), "batches");
        assertThat(mark.read()).isEmpty();
        for (long through : new long[] {0, 5, 999_999_999_999_999_999L}) {
            mark.write(new Value(through, bytes("{\"n\":" + through + "}\n\n")));
            Value read = new MarkFile(new DataFolder(root), "batches").read().orElseThrow();
            assertThat(read.through()).isEqualTo(through);
            assertThat(read.content()).isEqualTo(bytes("{\"n\":" + through + "}\n\n"));
        }
        Path file = root.resolve("marks/batches");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
        try (var files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    /** Whatever of the new file was on disk when the power went, it has not its name yet. */
    @Test
    void powerCut_whileItIsWritten_leavesTheOldOne() throws Exception {
        Mark mark = new MarkFile(new DataFolder(root), "batches");
        mark.write(new Value(8, bytes("new")));
        byte[] next = Files.readAllBytes(root.resolve("marks/batches"));
        mark.write(new Value(7, bytes("old")));
        for (int length = 0; length <= next.length; length++) {
            Files.write(root.resolve("marks/batches.new"), Arrays.copyOf(next, length));
            Mark after = new MarkFile(new DataFolder(root), "batches");
            assertThat(after.read().orElseThrow().content()).isEqualTo(bytes("old"));
        }
        mark.write(new Value(9, bytes("next")));
        assertThat(mark.read().orElseThrow().through()).isEqualTo(9);
        assertThat(root.resolve("marks/batches.new")).doesNotExist();
    }

    @Test
    void anyByteThatIsGoneOrTurned_isNoticed() throws Exception {
        Mark mark = new MarkFile(new DataFolder(root), "batches");
        mark.write(new Value(12, bytes("content")));
        Path file = root.resolve("marks/batches");
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            assertUnreadable(mark, file, Arrays.copyOf(whole, length));
        }
        for (int bit = 0; bit < 8 * whole.length; bit++) {
            byte[] turned = whole.clone();
            turned[bit / 8] ^= (byte) (1 << bit % 8);
            assertUnreadable(mark, file, turned);
        }
        assertUnreadable(mark, file, new byte[1 << 17]);
    }

    @Test
    void folderThatCannotBeWritten_isSaid() throws Exception {
        Files.createFile(root.resolve("marks"));
        Mark mark = new MarkFile(new DataFolder(root), "batches");
        assertThatThrownBy(() -> mark.write(new Value(1, new byte[0])))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("marks");
    }

    private static void assertUnreadable(Mark mark, Path file, byte[] content) throws Exception {
        Files.write(file, content);
        assertThatThrownBy(mark::read)
                .isInstanceOfSatisfying(
                        StoreUnavailable.class, e -> assertThat(e.code()).isEqualTo("mark_unreadable"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
