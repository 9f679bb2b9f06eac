package org.headgate.shell.internal.command;

import java.util.HexFormat;
import java.util.Map;
import org.headgate.api.batch.BatchHeader;
import org.headgate.api.batch.SignedHeader;
import org.headgate.shell.internal.text.Json;

/** A batch header in JSON: 64-bit integers are decimal strings there, as in all signed documents. */
final class BatchText {
    private BatchText() {}

    static Map<String, ?> json(SignedHeader signed) {
        BatchHeader header = signed.header();
        return Json.object(
                "gateway", header.gateway().toString(),
                "number", String.valueOf(header.number()),
                "previous", header.previous().toString(),
                "root", header.root().toString(),
                "firstSequence", String.valueOf(header.firstSequence()),
                "lastSequence", String.valueOf(header.lastSequence()),
                "lost", String.valueOf(header.lost()),
                "sealedAt", String.valueOf(header.sealedAt()),
                "hash", signed.hash().toString(),
                "signature", signature(signed));
    }

    static String signature(SignedHeader signed) {
        return "0x" + HexFormat.of().formatHex(signed.signature());
    }

    static long count(SignedHeader signed) {
        return signed.header().lastSequence() - signed.header().firstSequence() + 1;
    }
}
