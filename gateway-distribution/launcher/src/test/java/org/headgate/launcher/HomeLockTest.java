package org.headgate.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeLockTest {
    @TempDir
    Path home;

    @Test
    void lock_taken_holdsTheProcessIdAndForgetsWhatWasReady() throws Exception {
        Folders folders = new Folders(home);
        folders.create();
        Files.writeString(folders.ready(), "ready");
        Files.writeString(folders.cache().resolve("pid"), "99999999 from long ago");

        try (HomeLock lock = HomeLock.take(folders)) {
            assertThat(Files.readString(folders.cache().resolve("pid")).strip()).isEqualTo("" + lock.pid());
            assertThat(folders.ready()).doesNotExist();
        }
        assertThat(HomeLock.holder(folders)).isEmpty();
    }
}
