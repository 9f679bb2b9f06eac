package org.headgate.shell.internal.command;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import org.headgate.shell.client.WholeFile;

/** An answer on this process's own streams and files. */
record LocalAnswer(OutputStream out, OutputStream err) implements Answer {

    @Override
    public void file(Path path, boolean secret, Body body) throws IOException, Refusal {
        try (WholeFile file = WholeFile.create(path, secret)) {
            body.write(file);
            file.commit();
        }
    }
}
