package org.headgate.proof;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.headgate.api.batch.Hash;
import org.headgate.api.batch.SignedHeader;
import org.headgate.api.journal.Contribution;

/** Writes an export: each header before its contributions. Closing flushes and leaves the stream open. Not thread-safe. */
public interface ExportWriter extends Closeable {

    /** JSON lines, UTF-8. */
    static ExportWriter jsonLines(OutputStream out) throws IOException {
        return new JsonExportWriter(out);
    }

    /** A CBOR sequence (RFC 8742). */
    static ExportWriter cbor(OutputStream out) {
        return new CborExportWriter(out);
    }

    void header(SignedHeader header) throws IOException;

    /** @param anchor of the last header written */
    void anchor(AnchorProof anchor) throws IOException;

    /** @param proof siblings on the way to the root of the last header written */
    void contribution(Contribution contribution, List<Hash> proof) throws IOException;

    @Override
    void close() throws IOException;
}
