package org.headgate.coap.source.internal;

import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** CoAP content formats (IANA registry, RFC 7252 §12.3) that can hold a device's data, and their media types. */
final class ContentFormats {
    private static final Map<Integer, String> TYPES = Map.ofEntries(
            Map.entry(0, "text/plain"),
            Map.entry(41, "application/xml"),
            Map.entry(42, "application/octet-stream"),
            Map.entry(47, "application/exi"),
            Map.entry(50, "application/json"),
            Map.entry(60, "application/cbor"),
            Map.entry(63, "application/cbor-seq"),
            Map.entry(110, "application/senml+json"),
            Map.entry(112, "application/senml+cbor"),
            Map.entry(310, "application/senml+xml"),
            Map.entry(11542, "application/vnd.oma.lwm2m+tlv"),
            Map.entry(11543, "application/vnd.oma.lwm2m+json"),
            Map.entry(11544, "application/vnd.oma.lwm2m+cbor"));

    private ContentFormats() {}

    static Optional<String> mediaType(int format) {
        return Optional.ofNullable(TYPES.get(format));
    }

    /** The known formats for a diagnostic or a link's {@code ct}, smallest first. */
    static String known() {
        return new TreeSet<>(TYPES.keySet()).stream().map(String::valueOf).collect(Collectors.joining(" "));
    }
}
