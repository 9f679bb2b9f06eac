package org.headgate.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Little input that asks for much work, memory or stack. */
public final class Bombs {
    private static final int MILLION = 1_000_000;

    private Bombs() {}

    /** Up to a megabyte and a bit. */
    public static List<byte[]> all() {
        return Stream.concat(large(), small().stream()).toList();
    }

    private static Stream<byte[]> large() {
        return Stream.of(
                text("[".repeat(MILLION)),
                text("{\"a\":".repeat(MILLION / 5)),
                text("[" + "[],".repeat(MILLION / 3) + "[]]"),
                text("[{" + "\"n\":\"a\",".repeat(MILLION / 8) + "\"v\":1}]"),
                text("{" + "\"temperature\":1,".repeat(MILLION / 16) + "\"a\":1}"),
                text("[{\"n\":\"urn:dev:ops:a\",\"v\":" + "9".repeat(MILLION) + "}]"),
                text("[{\"n\":\"urn:dev:ops:a\",\"v\":0." + "1".repeat(MILLION) + "}]"),
                text("{\"temperature\":" + "1".repeat(MILLION) + "}"),
                text("{\"temperature\":1e-" + "9".repeat(MILLION) + "}"),
                text("{\"v\":1,\"sequence\":\"" + "0".repeat(MILLION) + "\",\"proof\":[" + "\"0x\",".repeat(1000)
                        + "1]}"),
                text("[{\"n\":\"" + "x".repeat(MILLION) + "\",\"v\":1}]"),
                text("[{\"n\":\"" + "\\u0041".repeat(MILLION / 6) + "\",\"v\":1}]"),
                text("{\"" + "k".repeat(MILLION) + "\":1}"),
                text("[" + "{\"n\":\"a\",\"v\":1},".repeat(MILLION / 16) + "{}]"),
                text(" ".repeat(MILLION)),
                text("\n".repeat(MILLION)),
                filled(0x81, MILLION),
                filled(0x9f, MILLION),
                filled(0xa1, MILLION),
                filled(0xbf, MILLION),
                filled(0xc2, MILLION),
                filled(0xff, MILLION),
                filled(0, MILLION));
    }

    /** At most a kilobyte each; lengths that promise what does not come. */
    public static List<byte[]> small() {
        return Stream.of(
                        "9b7fffffffffffffff",
                        "9bffffffffffffffff",
                        "bb7fffffffffffffff",
                        "81bbffffffffffffffff",
                        "81bf7b7fffffffffffffff",
                        "81a1025b7fffffffffffffff",
                        "81a1007affffffff",
                        "9a7fffffff",
                        "ba7fffffff6474797065",
                        "a26570726f6f669a001fffff",
                        "a1647061636b5a003fffff",
                        "851b7fffffffffffffff1b7fffffffffffffff00005a003fffff",
                        "81a102c25820" + "ff".repeat(32),
                        "81a102fb7ff0000000000000",
                        "81a102f97e00",
                        "5f41",
                        "7f61",
                        "d9d9f7".repeat(300))
                .map(HexFormat.of()::parseHex)
                .toList();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] filled(int octet, int length) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(length);
        for (int i = 0; i < length; i++) {
            out.write(octet);
        }
        return out.toByteArray();
    }
}
