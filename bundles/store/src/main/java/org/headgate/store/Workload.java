package org.headgate.store;

/** How a database is written: decides how H2 is tuned for it. */
public enum Workload {
    /** Small changes all over. Single writes are gathered for a moment under load; H2 tidies up its file in the background. */
    MIXED,
    /**
     * Rows are appended in groups that the caller gathers itself, and the file is compacted when it is closed. Nothing lingers, nothing runs in the background,
     * and space is reused after two seconds.
     */
    APPEND
}
