package org.headgate.shell.internal.command;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** Where a command's answer goes. For one thread. */
public interface Answer {

    OutputStream out();

    OutputStream err();

    /** Writes a file for the operator; it appears only once {@code body} returned. @param secret readable by the operator alone */
    void file(Path path, boolean secret, Body body) throws IOException, Refusal;

    @FunctionalInterface
    interface Body {
        void write(OutputStream out) throws IOException, Refusal;
    }
}
