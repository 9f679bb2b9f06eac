package org.headgate.store.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * One of H2's file systems over another, {@code guarded:}, whose files outlive a power cut: see {@link GuardedFile}. Public, for H2 makes the instances.
 */
public final class GuardedPath extends FilePathWrapper {
    static final String SCHEME = "guarded";

    /** Makes it known to H2. */
    static void register() {
        FilePath.register(new GuardedPath());
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        return new GuardedFile(getBase().open(mode));
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }
}
