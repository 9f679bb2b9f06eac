package org.headgate.shell.internal.export;

import java.io.IOException;
import java.io.OutputStream;
import org.headgate.proof.ExportWriter;

/** How an export is written. */
public enum ExportFormat {
    /** JSON lines. */
    JSONL,
    /** A CBOR sequence. */
    CBOR;

    ExportWriter writer(OutputStream out) throws IOException {
        return this == JSONL ? ExportWriter.jsonLines(out) : ExportWriter.cbor(out);
    }
}
