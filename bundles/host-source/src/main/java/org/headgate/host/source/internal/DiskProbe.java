package org.headgate.host.source.internal;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** Room on the disk that holds the gateway's data. */
final class DiskProbe implements Probe {
    private final Path folder;

    DiskProbe(Path folder) {
        this.folder = folder;
    }

    @Override
    public void read(Path root, Sample sample) throws IOException {
        if (Files.isDirectory(folder)) {
            FileStore store = Files.getFileStore(folder);
            sample.add("disk/total", "B", store.getTotalSpace());
            sample.add("disk/free", "B", store.getUsableSpace());
        }
    }
}
