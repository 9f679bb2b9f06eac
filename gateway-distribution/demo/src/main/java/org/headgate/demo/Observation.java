package org.headgate.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** One recorded day of one weather station: millimetres, degrees Celsius, metres a second. */
record Observation(String location, LocalDate date, double precipitation, double highest, double lowest, double wind) {

    /** All recorded days of a station, oldest first. */
    static List<Observation> of(String location) throws IOException {
        try (InputStream in = Objects.requireNonNull(Observation.class.getResourceAsStream("weather.csv"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return lines.lines()
                    .skip(1)
                    .map(Observation::parse)
                    .filter(o -> o.location.equals(location))
                    .toList();
        }
    }

    private static Observation parse(String line) {
        String[] f = line.split(",");
        return new Observation(f[0], LocalDate.parse(f[1]), number(f[2]), number(f[3]), number(f[4]), number(f[5]));
    }

    private static double number(String text) {
        return Double.parseDouble(text);
    }

    /** As a SenML pack (RFC 8428) at the recorded time, base name {@code urn}. */
    String senml(String urn) {
        return String.format(
                Locale.ROOT,
                "[{\"bn\":\"%s:\",\"bt\":%d,\"n\":\"temperature_high\",\"u\":\"Cel\",\"v\":%s},"
                        + "{\"n\":\"temperature_low\",\"u\":\"Cel\",\"v\":%s},{\"n\":\"wind\",\"u\":\"m/s\",\"v\":%s},"
                        + "{\"n\":\"precipitation\",\"u\":\"mm\",\"v\":%s}]",
                urn,
                date.atTime(12, 0).toEpochSecond(ZoneOffset.UTC),
                highest,
                lowest,
                wind,
                precipitation);
    }
}
