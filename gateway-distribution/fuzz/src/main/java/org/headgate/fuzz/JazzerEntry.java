package org.headgate.fuzz;

/** What Jazzer calls: {@code fuzz.target} names the decoder. */
public final class JazzerEntry {
    private static final Target TARGET = Targets.named(System.getProperty("fuzz.target", ""));

    private JazzerEntry() {}

    /** Called by name. */
    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        TARGET.take(input);
    }
}
