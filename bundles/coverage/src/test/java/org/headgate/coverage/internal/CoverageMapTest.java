package org.headgate.coverage.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.util.List;
import javax.imageio.ImageIO;
import org.headgate.coverage.CellHour;
import org.headgate.coverage.CellHour.Side;
import org.headgate.coverage.Grid;
import org.headgate.coverage.Place;
import org.headgate.coverage.Station;
import org.headgate.profile.lorawan.region.Region;
import org.junit.jupiter.api.Test;

class CoverageMapTest {
    private static final Grid GRID = Grid.load().orElseThrow();
    private static final long HERE = GRID.cell(new Place(52.5, 13.4), 8);
    private static final long EAST = GRID.cell(new Place(52.5, 13.5), 8);

    @Test
    void png_isReadByOthers_andShowsCellsWhereTheyAre() throws Exception {
        List<CoverageMap.Cell> cells = CoverageMap.cells(
                List.of(hour(0, HERE, -65.0), hour(0, EAST, -129.0), hour(1, HERE, -128.0), hour(1, EAST, null)));
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(MapPicture.png(cells, GRID)));
        int middle = image.getHeight() / 2;
        assertThat(image.getWidth()).isEqualTo(1_024);
        assertThat(image.getRGB(0, 0) & 0xffffff).isEqualTo(MapPicture.PAPER);
        assertThat(image.getRGB(90, middle) & 0xffffff).isEqualTo(MapPicture.STRONG);
        assertThat(image.getRGB(512, middle) & 0xffffff).isEqualTo(MapPicture.PAPER);
        assertThat(image.getRGB(1_023 - 90, middle) & 0xffffff).isEqualTo(MapPicture.WEAK);
        assertThat(MapPicture.colour(null)).isEqualTo(MapPicture.UNTOLD);
    }

    @Test
    void png_ofNothing_isAnEmptySheet() throws Exception {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(MapPicture.png(List.of(), GRID)));
        assertThat(image.getRGB(500, 500) & 0xffffff).isEqualTo(MapPicture.PAPER);
    }

    @Test
    void geoJson_hasAClosedRingOfEachCell_withWhatWasHeard() throws Exception {
        List<CoverageMap.Cell> cells =
                CoverageMap.cells(List.of(hour(0, HERE, -65.0), hour(1, HERE, -60.0), hour(1, EAST, null)));
        JsonNode json = new ObjectMapper().readTree(CoverageMap.geoJson(cells, GRID));
        assertThat(json.path("type").asText()).isEqualTo("FeatureCollection");
        assertThat(json.path("features")).hasSize(2);
        for (JsonNode feature : json.path("features")) {
            JsonNode ring = feature.at("/geometry/coordinates/0");
            assertThat(ring).hasSize(7);
            assertThat(ring.get(0)).isEqualTo(ring.get(6));
            long cell = Long.parseUnsignedLong(feature.at("/properties/cell").asText(), 16);
            double area = 0;
            for (int i = 0; i < 6; i++) {
                Place corner = new Place(
                        ring.get(i).get(1).asDouble(), ring.get(i).get(0).asDouble());
                assertThat(corner.metresTo(GRID.centre(cell))).isBetween(300.0, 700.0);
                area += ring.get(i).get(0).asDouble() * ring.get(i + 1).get(1).asDouble()
                        - ring.get(i + 1).get(0).asDouble() * ring.get(i).get(1).asDouble();
            }
            assertThat(area).as("rings run against the clock (RFC 7946 §3.1.6)").isPositive();
        }
        JsonNode here = json.path("features").get(HERE < EAST ? 0 : 1).path("properties");
        assertThat(here.path("count").asInt()).isEqualTo(4);
        assertThat(here.path("best_rssi_dbm").asDouble()).isEqualTo(-60);
        assertThat(here.path("side").asText()).isEqualTo("heard_from");
    }

    @Test
    void stationList_saysWhatIsWrong_andWhere() {
        assertThat(StationList.read("[]")).isEqualTo(StationList.EMPTY);
        StationList list = StationList.read(
                "[{\"id\":\"a\",\"lat\":1,\"lon\":2,\"region\":\"eu868\",\"power_dbm\":14,\"announcer\":\"b\"}]");
        Region region = list.stations().get("a").station().region();
        assertThat(region).isNotNull();
        assertThat(region.id()).isEqualTo("EU868");
        Stations stations = new Stations(list, Station.UNKNOWN, () -> GRID);
        assertThat(stations.transmitter("a").station().cell()).isEqualTo(GRID.cell(new Place(1, 2), 12));
        assertThat(list.announcers()).containsEntry("b", "a");
        refuses("{}", "a JSON array");
        refuses("[", "no JSON at line 1");
        refuses("[{\"lat\":1,\"lon\":1}]", "station 1: it needs an id");
        refuses("[{\"id\":\"a\"},{\"id\":\"a\"}]", "station 2: 'a' is there already");
        refuses("[{\"id\":\"a\",\"lat\":1}]", "lat and lon go together");
        refuses("[{\"id\":\"a\",\"lat\":91,\"lon\":1}]", "lat is no number from");
        refuses("[{\"id\":\"a\",\"gain\":1}]", "unknown key 'gain'");
        refuses("[{\"id\":\"a\",\"region\":\"MARS\"}]", "there is no region 'MARS'");
    }

    private static void refuses(String json, String why) {
        assertThatThrownBy(() -> StationList.read(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    private static CellHour hour(long hour, long cell, Double rssi) {
        return new CellHour(hour * 3_600_000, Side.HEARD_FROM, cell, 2, 1, rssi, rssi, null, null, 5, 1, 1);
    }
}
