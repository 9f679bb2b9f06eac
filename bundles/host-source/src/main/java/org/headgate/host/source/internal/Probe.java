package org.headgate.host.source.internal;

import java.io.IOException;
import java.nio.file.Path;

/** Reads one corner of {@code /proc} and {@code /sys}; what is not there is simply not measured. */
interface Probe {

    /** @param root the folder that holds {@code proc} and {@code sys} */
    void read(Path root, Sample sample) throws IOException;
}
