package org.headgate.fuzz;

/** What Jazzer calls: {@code fuzz.target} names the decoder. */
public final class JazzerEntry {
    private static final Target TARGET = Targets.named(System.getProperty("fuzz.target", ""));

    static {
        Budget.prepare(TARGET);
    }

    private JazzerEntry() {}

    /** Called by name. */
    public static void fuzzerTestOneInput(byte[] input) {
        Budget.take(TARGET, input);
    }
}
