package org.headgate.journal.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Origins on disk: in the blocks and held rows of the active segment, and, from the segments before it, in a table of their own; less what was released. */
final class OriginTable {
    static final String INSERT_RELEASED = "INSERT INTO journal_released(id, body) VALUES (?, ?)";
    static final String NEXT_RELEASED = "SELECT COALESCE(MAX(id), 0) + 1 FROM journal_released";
    private static final int ROW_BYTES = 64 << 10;
    private static final int PAGE = 32;

    private OriginTable() {}

    /** Reads what is still worth knowing, the oldest first. */
    static void load(Connection connection, Origins origins, int entries) throws SQLException {
        origins.clear();
        long now = System.currentTimeMillis();
        long from = Segment.number(connection, Tables.LAST) - entries;
        Set<Released> released = released(connection, from);
        bodies(connection, "SELECT body FROM journal_origin ORDER BY id", source -> {
            long key = source.getLong();
            long until = source.getVar() * 1000;
            if (until > now && !released.contains(new Released(key, Origins.CARRIED))) {
                origins.add(key, until, Origins.CARRIED);
            }
        });
        held(connection, now, origins);
        blocks(connection, from, (key, until, sequence) -> {
            if (until > now && !released.contains(new Released(key, sequence))) {
                origins.add(key, until, sequence);
            }
        });
    }

    static void carry(Connection to, Origins origins) throws SQLException {
        try (PreparedStatement insert = to.prepareStatement("INSERT INTO journal_origin(id, body) VALUES (?, ?)")) {
            List<byte[]> bodies = new ArrayList<>();
            Bytes bytes = new Bytes();
            origins.forEach(System.currentTimeMillis(), (key, until) -> {
                bytes.putLong(key);
                bytes.putVar(until / 1000);
                if (bytes.length() >= ROW_BYTES) {
                    bodies.add(bytes.take());
                }
            });
            bodies.add(bytes.take());
            for (int id = 0; id < bodies.size(); id++) {
                insert.setLong(1, id);
                insert.setBytes(2, bodies.get(id));
                insert.executeUpdate();
            }
        }
    }

    private static Set<Released> released(Connection connection, long from) throws SQLException {
        Set<Released> released = new HashSet<>();
        bodies(connection, "SELECT body FROM journal_released ORDER BY id", source -> {
            Released one = new Released(source.getLong(), source.getLong());
            if (one.place == Origins.CARRIED || one.place > from) {
                released.add(one);
            }
        });
        return released;
    }

    private static void bodies(Connection connection, String sql, EachBody each) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                Bytes.Source source = new Bytes.Source(row.getBytes(1));
                while (source.more()) {
                    each.accept(source);
                }
            }
        }
    }

    private static void held(Connection connection, long now, Origins origins) throws SQLException {
        for (String table : new String[] {Tables.QUARANTINE, Tables.WAITING}) {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT origin, received_at + CAST(origin_seconds AS BIGINT) * 1000, -id FROM " + table
                            + " WHERE origin IS NOT NULL AND received_at + CAST(origin_seconds AS BIGINT) * 1000 > ? ORDER BY id")) {
                select.setLong(1, now);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        origins.add(row.getLong(1), row.getLong(2), row.getLong(3));
                    }
                }
            }
        }
    }

    private static void blocks(Connection connection, long from, Block.EachOrigin each) throws SQLException {
        long at = from - Block.MOST;
        try (PreparedStatement select = connection.prepareStatement(Tables.BLOCKS)) {
            for (boolean more = true; more; ) {
                more = false;
                select.setLong(1, at);
                select.setLong(2, Long.MAX_VALUE);
                select.setInt(3, PAGE);
                try (ResultSet row = select.executeQuery()) {
                    for (; row.next(); more = true) {
                        long first = row.getLong(1);
                        long last = row.getLong(2);
                        at = Math.max(at, first) + 1;
                        byte[] body = row.getBytes(3);
                        if (Block.isWhole(first, last, body)) {
                            Block.origins(first, body, each);
                        }
                    }
                }
            }
        }
    }

    /** What was released: an origin and where it was kept, for the same origin may have come again since. */
    private record Released(long key, long place) {}

    @FunctionalInterface
    private interface EachBody {
        void accept(Bytes.Source source);
    }
}
