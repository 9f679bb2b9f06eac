package org.headgate.deploy.internal.drop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What tells one content of a file from the next without reading it. */
record Stamp(long size, long modified) {

    static Stamp of(Path file) throws IOException {
        return new Stamp(Files.size(file), Files.getLastModifiedTime(file).toMillis());
    }
}
