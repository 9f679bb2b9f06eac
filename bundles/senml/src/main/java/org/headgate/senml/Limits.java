package org.headgate.senml;

/** What one pack may cost. Each may be set by the system property {@code org.headgate.senml.<name>}. */
final class Limits {
    /** Bytes of a body, and of the canonical form that it leads to. */
    static final int BYTES = Integer.getInteger("org.headgate.senml.bytes", 1 << 20);

    static final int RECORDS = Integer.getInteger("org.headgate.senml.records", 8192);
    static final int NAME_CHARS = Integer.getInteger("org.headgate.senml.name.chars", 512);
    static final int LABEL_CHARS = Integer.getInteger("org.headgate.senml.label.chars", 64);
    static final int EXTENSIONS = Integer.getInteger("org.headgate.senml.extensions", 16);

    private Limits() {}

    static void bytes(int length) throws SenmlException {
        if (length > BYTES) {
            throw new SenmlException("too_large", length + " bytes, at most " + BYTES + " are accepted");
        }
    }
}
