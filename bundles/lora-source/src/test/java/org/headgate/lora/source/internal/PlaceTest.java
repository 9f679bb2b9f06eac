package org.headgate.lora.source.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceTest {
    private static Place at(double latitude, double accuracy) {
        return new Place(latitude, 10, null, accuracy);
    }

    @Test
    void configuration_isLatitudeLongitudeAltitudeAccuracy() {
        assertThat(Place.parse("48.32, -2.91, 120, 5")).isEqualTo(new Place(48.32, -2.91, 120.0, 5));
        assertThat(Place.parse("48.32,2.91")).isEqualTo(new Place(48.32, 2.91, null, 10));
        for (String bad : new String[] {"48", "a,b", "91,0", "0,181", "0,0,0,-1", "1,2,3,4,5", "NaN,1", "1,2,NaN"}) {
            assertThatThrownBy(() -> Place.parse(bad)).as(bad).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void distance_isThatOfTheGreatCircle() {
        assertThat(new Place(0, 0, null, 1).distance(new Place(0, 1, null, 1))).isCloseTo(111_195, within(1.0));
        assertThat(new Place(52.5200, 13.4050, null, 1).distance(new Place(48.1374, 11.5755, null, 1)))
                .as("Berlin to Munich")
                .isCloseTo(504_000, within(1_000.0));
        assertThat(new Place(0, 179.999, null, 1).distance(new Place(0, -179.999, null, 1)))
                .isCloseTo(222, within(1.0));
    }

    @Test
    void nmea_andGpsd_tellPlaceAndAccuracy() {
        assertThat(GnssLine.place("$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47"))
                .hasValueSatisfying(place -> {
                    assertThat(place.latitude()).isCloseTo(48.1173, within(1e-6));
                    assertThat(place.longitude()).isCloseTo(11.516667, within(1e-6));
                    assertThat(place.altitude()).isEqualTo(545.4);
                    assertThat(place.accuracy()).isCloseTo(4.5, within(1e-9));
                });
        assertThat(
                        GnssLine.place(
                                "{\"class\":\"TPV\",\"mode\":3,\"lat\":-33.5,\"lon\":151.2,\"altMSL\":60.1,\"alt\":80.0,\"eph\":3.2}"))
                .contains(new Place(-33.5, 151.2, 60.1, 3.2));
        assertThat(GnssLine.place("{\"class\":\"TPV\",\"mode\":2,\"lat\":1,\"lon\":2,\"epx\":3,\"epy\":4}"))
                .contains(new Place(1, 2, null, 5));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*46",
                "$GPGGA,123519,,,,,0,00,,,M,,M,,*66",
                "$GPGGA,1*zz",
                "$GPRMC,123519,A,4807.038,N,01131.000,E,022.4,084.4,230394,003.1,W*6A",
                "{\"class\":\"TPV\",\"mode\":1}",
                "{\"class\":\"TPV\",\"mode\":3,\"lat\":91,\"lon\":2,\"eph\":3}",
                "{\"class\":\"SKY\",\"mode\":3,\"lat\":1,\"lon\":2}",
                "{\"class\":",
                "garbage"
            })
    void whatTellsNoPlace_isNone(String line) {
        assertThat(GnssLine.place(line)).isEmpty();
    }

    @Test
    void badCopies_areNoneOrAPlace() {
        Random random = new Random(1);
        byte[] good = "$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47"
                .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        for (int i = 0; i < 50_000; i++) {
            byte[] copy = java.util.Arrays.copyOf(good, random.nextInt(good.length + 1));
            for (int k = 0; k < 2 && copy.length > 0; k++) {
                copy[random.nextInt(copy.length)] = (byte) (32 + random.nextInt(90));
            }
            GnssLine.place(new String(copy, java.nio.charset.StandardCharsets.US_ASCII));
        }
    }

    @Test
    void move_beyondTheAccuracy_isAnEvent_jitterIsNone() {
        Whereabouts whereabouts = new Whereabouts();
        assertThat(whereabouts.heard(at(48.0000, 10), Gnss.SOURCE)).isTrue();
        assertThat(whereabouts.heard(at(48.00005, 10), Gnss.SOURCE)).as("5 m").isFalse();
        assertThat(whereabouts.heard(at(48.0010, 10), Gnss.SOURCE)).as("a leap").isFalse();
        assertThat(whereabouts.heard(at(48.0000, 10), Gnss.SOURCE))
                .as("and back")
                .isFalse();
        assertThat(whereabouts.heard(at(48.0010, 10), Gnss.SOURCE)).isFalse();
        assertThat(whereabouts.heard(at(48.0010, 10), Gnss.SOURCE)).isFalse();
        assertThat(whereabouts.heard(at(48.0010, 10), Gnss.SOURCE)).isTrue();
        assertThat(whereabouts.known()).isNotNull().satisfies(known -> {
            assertThat(known.version()).isEqualTo(2);
            assertThat(known.moved()).isCloseTo(111.2, within(0.1));
        });
    }

    @Test
    void betterPlace_isTaken_withoutAnEvent_andAWorseOneIsNot() {
        Whereabouts whereabouts = new Whereabouts();
        whereabouts.heard(at(48.0000, 50), Gnss.SOURCE);
        assertThat(whereabouts.heard(at(48.0001, 5), Gnss.SOURCE)).isFalse();
        assertThat(whereabouts.heard(at(48.0002, 80), Gnss.SOURCE)).isFalse();
        assertThat(whereabouts.known()).isNotNull().satisfies(known -> {
            assertThat(known.place()).isEqualTo(at(48.0001, 5));
            assertThat(known.version()).isOne();
        });
    }

    @Test
    void receiver_takesThePlaceOfTheConfiguration() {
        Whereabouts whereabouts = new Whereabouts();
        whereabouts.set(at(40, 5), "configuration");
        assertThat(whereabouts.heard(at(48, 5), Gnss.SOURCE)).isTrue();
        assertThat(whereabouts.known()).isNotNull().satisfies(known -> {
            assertThat(known.source()).isEqualTo(Gnss.SOURCE);
            assertThat(known.moved()).isZero();
        });
    }
}
