package org.headgate.proof;

/**
 * One check that failed.
 *
 * @param code stable, for example {@code not_in_batch}, {@code previous_differs}, {@code sequence_gap}, {@code signature_invalid}
 * @param source the file
 * @param line of JSON lines, from 1; for CBOR the offset of the item in bytes
 * @param batch number of the batch, or 0
 * @param sequence of the contribution, or 0
 * @param expected, observed the two values that differ, or ""
 */
public record Finding(
        String code,
        String message,
        String source,
        long line,
        long batch,
        long sequence,
        String expected,
        String observed) {

    /** One line for people. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(source).append(':').append(line);
        text.append(batch == 0 ? "" : ", batch " + batch).append(sequence == 0 ? "" : ", sequence " + sequence);
        text.append(": ").append(code).append(": ").append(message);
        if (!expected.isEmpty() || !observed.isEmpty()) {
            text.append(" (expected ")
                    .append(expected)
                    .append(", observed ")
                    .append(observed)
                    .append(')');
        }
        return text.toString();
    }
}
