package org.headgate.api.intake;

/** What became of a message. All but {@link Refused} are to be acknowledged. */
public sealed interface Outcome {

    /** Decoded and appended. */
    record Stored(long firstSequence, int count) implements Outcome {}

    /** A resend of what is already kept. */
    record Duplicate() implements Outcome {}

    /** No profile claims it; it is kept until one does. */
    record Waiting() implements Outcome {}

    /** Kept aside with its reason; bad content is acknowledged as accepted. */
    record Quarantined(String code, String reason) implements Outcome {}

    /** Not data for this gateway: outside {@code intake.topics}, or its profile found nothing to keep. */
    record Ignored() implements Outcome {}

    /** Not taken: a limit was hit, or the disk cannot be written. */
    record Refused(String code, String reason, long retryAfterMillis) implements Outcome {}
}
