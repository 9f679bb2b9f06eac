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
            "CREATE TABLE IF NOT EXISTS journal_contribution(sequence BIGINT PRIMARY KEY, received_at BIGINT NOT NULL,"
                    + " kind TINYINT NOT NULL, trust TINYINT NOT NULL, adopted BOOLEAN NOT NULL, device INT NOT NULL,"
                    + " origin BIGINT, origin_seconds INT, pack VARBINARY(268435456) NOT NULL)",
            "CREATE TABLE IF NOT EXISTS journal_device(id BIGINT PRIMARY KEY, urn VARCHAR(70000) NOT NULL)",
            "CREATE TABLE IF NOT EXISTS journal_origin(origin BIGINT PRIMARY KEY, until BIGINT NOT NULL)",
            "CREATE TABLE IF NOT EXISTS journal_waiting" + HELD,
            "CREATE INDEX IF NOT EXISTS journal_waiting_address ON journal_waiting(transport, address, id)",
            "CREATE TABLE IF NOT EXISTS journal_quarantine" + HELD);

    static final String INSERT_CONTRIBUTION = "INSERT INTO journal_contribution(sequence, received_at, kind, trust,"
            + " adopted, device, origin, origin_seconds, pack) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";

    static final String INSERT_DEVICE = "INSERT INTO journal_device(id, urn) VALUES (?, ?)";

    static final String SELECT_CONTRIBUTIONS = "SELECT sequence, received_at, kind, trust, adopted, pack,"
            + " (SELECT urn FROM journal_device d WHERE d.id = c.device) FROM journal_contribution c"
            + " WHERE sequence >= ? AND sequence < ? ORDER BY sequence FETCH FIRST ? ROWS ONLY";

    static final String HELD_COLUMNS = "id, transport, source, address, sender, trust, content_type, payload,"
            + " received_at, origin, origin_seconds, bytes, code, reason";

    static final String WAITING = "journal_waiting";
    static final String QUARANTINE = "journal_quarantine";

    private Tables() {}

    static String insertHeld(String table) {
        return "INSERT INTO " + table + "(" + HELD_COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    }
}
