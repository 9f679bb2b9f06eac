package org.headgate.coverage.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.headgate.coverage.CellHour;
import org.headgate.coverage.CellHour.Side;
import org.headgate.coverage.Grid;
import org.headgate.coverage.Place;
import org.jspecify.annotations.Nullable;

/** Draws cells: as GeoJSON (RFC 7946), or as a picture. Where signals come from goes before where they are heard. */
final class CoverageMap {
    private static final JsonFactory JSON = new JsonFactory();

    private CoverageMap() {}

    private record Key(Side side, long cell) {}

    /** A cell over all of its hours. */
    static final class Cell {
        private final Side side;
        private final long cell;
        private long count;
        private long refused;
        private long lastHeardAt;
        private @Nullable Double rssi;
        private @Nullable Double snr;

        Cell(Side side, long cell) {
            this.side = side;
            this.cell = cell;
        }

        long cell() {
            return cell;
        }

        Side side() {
            return side;
        }

        @Nullable
        Double rssi() {
            return rssi;
        }

        private void add(CellHour hour) {
            count += hour.count();
            refused += hour.refused();
            lastHeardAt = Math.max(lastHeardAt, hour.lastHeardAt());
            rssi = better(rssi, hour.bestRssiDbm());
            snr = better(snr, hour.bestSnrDb());
        }

        private static @Nullable Double better(@Nullable Double one, @Nullable Double other) {
            return one == null ? other : other == null ? one : Double.valueOf(Math.max(one, other));
        }
    }

    static List<Cell> cells(Collection<CellHour> hours) {
        Map<Key, Cell> cells =
                new TreeMap<>(java.util.Comparator.comparing(Key::side).thenComparing(Key::cell));
        for (CellHour hour : hours) {
            cells.computeIfAbsent(new Key(hour.side(), hour.cell()), key -> new Cell(key.side(), key.cell()))
                    .add(hour);
        }
        return new ArrayList<>(cells.values());
    }

    static byte[] geoJson(List<Cell> cells, Grid grid) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("type", "FeatureCollection");
            json.writeArrayFieldStart("features");
            for (Cell cell : cells) {
                feature(json, cell, grid);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void feature(JsonGenerator json, Cell cell, Grid grid) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", "Feature");
        json.writeObjectFieldStart("geometry");
        json.writeStringField("type", "Polygon");
        json.writeArrayFieldStart("coordinates");
        json.writeStartArray();
        List<Place> ring = new ArrayList<>(unwrapped(grid.corners(cell.cell)));
        ring.add(ring.get(0));
        for (Place corner : ring) {
            json.writeStartArray();
            json.writeNumber(degrees(corner.longitude()));
            json.writeNumber(degrees(corner.latitude()));
            json.writeEndArray();
        }
        json.writeEndArray();
        json.writeEndArray();
        json.writeEndObject();
        json.writeObjectFieldStart("properties");
        json.writeStringField("cell", Long.toHexString(cell.cell));
        json.writeStringField("side", cell.side.name().toLowerCase(Locale.ROOT));
        json.writeNumberField("count", cell.count);
        json.writeNumberField("refused", cell.refused);
        number(json, "best_rssi_dbm", cell.rssi);
        number(json, "best_snr_db", cell.snr);
        json.writeNumberField("last_heard_ms", cell.lastHeardAt);
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void number(JsonGenerator json, String key, @Nullable Double value) throws IOException {
        if (value != null) {
            json.writeNumberField(key, value);
        }
    }

    /** A cell on the 180th meridian keeps to the side of its first corner, as far as degrees go. */
    static List<Place> unwrapped(List<Place> corners) {
        double first = corners.get(0).longitude();
        return corners.stream()
                .map(corner -> Math.abs(corner.longitude() - first) <= 180
                        ? corner
                        : new Place(corner.latitude(), Math.copySign(180, first)))
                .toList();
    }

    /** To a centimetre. */
    private static double degrees(double degrees) {
        return StrictMath.rint(degrees * 1e7) / 1e7;
    }
}
