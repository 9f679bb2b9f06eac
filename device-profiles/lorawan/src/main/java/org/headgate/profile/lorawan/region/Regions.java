package org.headgate.profile.lorawan.region;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The regions, from {@code regions.json}, which names the source of each figure. */
public final class Regions {
    private static final String FILE = "regions.json";

    private final Map<String, Region> regions = new LinkedHashMap<>();

    private Regions() {}

    /** Reads them. */
    public static Regions read() {
        try (InputStream in = Regions.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException("the bundle has lost " + FILE);
            }
            Regions read = new Regions();
            for (JsonNode region : new ObjectMapper().readTree(in).path("regions")) {
                read.add(region);
            }
            return read;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In any case of letters. */
    public Optional<Region> find(String id) {
        return Optional.ofNullable(regions.get(id.toUpperCase(Locale.ROOT)));
    }

    /** In the order of the file. */
    public List<String> ids() {
        return List.copyOf(regions.keySet());
    }

    private void add(JsonNode region) {
        long offset = region.path("offset").asLong(0);
        List<Region.Band> bands = new ArrayList<>();
        for (JsonNode band : region.path("bands")) {
            bands.add(new Region.Band(
                    band.get("from").asLong(),
                    band.get("to").asLong(),
                    band.get("eirp").asDouble(),
                    band.path("conducted").asDouble(Double.POSITIVE_INFINITY),
                    band.path("duty").asDouble(1),
                    band.get("clause").asText()));
        }
        List<Region.Channels> channels = new ArrayList<>();
        for (JsonNode row : region.path("channels")) {
            channels.add(new Region.Channels(
                    row.get("first").asLong() + offset,
                    row.path("step").asLong(0),
                    row.path("count").asInt(1),
                    row.get("bandwidth").asLong(),
                    row.get("sf").get(0).asInt(),
                    row.get("sf").get(1).asInt()));
        }
        String id = region.get("id").asText();
        regions.put(
                id,
                new Region(
                        id,
                        region.get("clause").asText(),
                        bands,
                        channels,
                        region.path("dwell").asLong(0),
                        region.path("dwellClause").asText(""),
                        region.path("listens").asBoolean(false)));
    }
}
