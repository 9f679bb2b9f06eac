package org.headgate.profile.ts013.internal.sandbox;

/**
 * What one run may use.
 *
 * @param instructions of the interpreter
 * @param millis of the processor
 * @param bytes that it allocates in all, kept or not
 * @param text characters that one text may have: what the JDK does with it in one go, as to search another one in it, shall take no time to speak of
 */
public record Limits(long instructions, int millis, long bytes, int text) {
    /** For one message. */
    public static final Limits MESSAGE = new Limits(2_000_000, 250, 8L * 1024 * 1024, 16 * 1024);
}
