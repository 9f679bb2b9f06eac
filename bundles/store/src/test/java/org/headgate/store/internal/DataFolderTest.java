package org.headgate.store.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    @TempDir
    Path root;

    /** As while one file is compacted and another is opened. */
    @Test
    void newestBroken_filesComeAndGoBeside_isFound() throws Exception {
        DataFolder folder = new DataFolder(root);
        Path broken = Files.createFile(root.resolve("a.mv.db.broken-20260101T000000000"));
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> beside = CompletableFuture.runAsync(() -> comeAndGo(over));
        try {
            for (int i = 0; i < 2000; i++) {
                assertThat(folder.newestBroken(folder.file("a"))).isEqualTo(broken.toAbsolutePath());
                assertThat(folder.broken()).containsExactly(broken);
            }
        } finally {
            over.set(true);
            beside.join();
        }
    }

    private void comeAndGo(AtomicBoolean over) {
        try {
            while (!over.get()) {
                Path file = Files.createFile(root.resolve("b.mv.db.tempFile"));
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
