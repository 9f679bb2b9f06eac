package org.headgate.api.drop;

import java.io.IOException;
import java.nio.file.Path;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Whiteboard: takes files of one kind that are dropped into {@code deploy/}. Whoever watches that folder calls it, from one thread at a time, which it may hold for
 * some seconds. What it took lasts until {@link #remove} or until its service goes; a new service is offered every file again.
 */
@ConsumerType
public interface DropTaker {

    /** The end of the names of its files, for example {@code .devicepack}. */
    String suffix();

    /**
     * Takes a file into use in the place of what it took under that name before.
     *
     * @param name the file's name in {@code deploy/}
     * @param file a copy of it, which is gone afterwards
     * @return what it is, for people: {@code dragino-lht65 1.0.0}
     * @throws DropRefused where it does not; what it took under that name before stays in use
     * @throws IOException where the file cannot be read
     */
    String take(String name, Path file) throws DropRefused, IOException;

    /** The file is gone, and so shall be what it brought. */
    void remove(String name);
}
