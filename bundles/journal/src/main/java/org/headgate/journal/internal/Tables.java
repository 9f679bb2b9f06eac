package org.headgate.journal.internal;

import java.util.List;

/** The tables of a segment; docs/journal.md describes them for readers. */
final class Tables {
    private static final String HELD =
            "(id BIGINT PRIMARY KEY, transport VARCHAR(100) NOT NULL, source VARCHAR(200) NOT NULL,"
                    + " address VARCHAR(70000) NOT NULL, sender VARCHAR(70000) NOT NULL, trust TINYINT NOT NULL,"
                    + " content_type VARCHAR(1000) NOT NULL, payload VARBINARY(268435456) NOT NULL, received_at BIGINT NOT NULL,"
                    + " origin BIGINT, origin_seconds INT, bytes INT NOT NULL, code VARCHAR(200) NOT NULL,"
                    + " reason VARCHAR(4000) NOT NULL)";

    static final List<String> STEPS = List.of(
            "CREATE TABLE IF NOT EXISTS journal_block(first_sequence BIGINT PRIMARY KEY, last_sequence BIGINT NOT NULL,"
                    + " body VARBINARY(268435456) NOT NULL)",
            "CREATE TABLE IF NOT EXISTS journal_origin(id BIGINT PRIMARY KEY, body VARBINARY(1048576) NOT NULL)",
            "CREATE TABLE IF NOT EXISTS journal_released(id BIGINT PRIMARY KEY, body VARBINARY(268435456) NOT NULL)",
            "CREATE TABLE IF NOT EXISTS journal_waiting" + HELD,
            "CREATE INDEX IF NOT EXISTS journal_waiting_address ON journal_waiting(transport, address, id)",
            "CREATE TABLE IF NOT EXISTS journal_quarantine" + HELD);

    static final String INSERT_BLOCK =
            "INSERT INTO journal_block(first_sequence, last_sequence, body) VALUES (?, ?, ?)";

    /** Where a sequence is, if it is there. */
    static final String FLOOR = "SELECT first_sequence FROM journal_block WHERE first_sequence <= ?"
            + " ORDER BY first_sequence DESC FETCH FIRST 1 ROW ONLY";

    static final String BLOCKS = "SELECT first_sequence, last_sequence, body FROM journal_block"
            + " WHERE first_sequence >= ? AND first_sequence < ? ORDER BY first_sequence FETCH FIRST ? ROWS ONLY";

    static final String FIRST = "SELECT COALESCE(MIN(first_sequence), 0) FROM journal_block";

    static final String LAST = "SELECT COALESCE((SELECT last_sequence FROM journal_block ORDER BY first_sequence DESC"
            + " FETCH FIRST 1 ROW ONLY), 0)";

    static final String HELD_COLUMNS = "id, transport, source, address, sender, trust, content_type, payload,"
            + " received_at, origin, origin_seconds, bytes, code, reason";

    static final String WAITING = "journal_waiting";
    static final String QUARANTINE = "journal_quarantine";

    private Tables() {}

    static String insertHeld(String table) {
        return "INSERT INTO " + table + "(" + HELD_COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    }
}
