package org.headgate.lora.source.internal;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.headgate.fuzz.Target;

/** A line of gpsd, or of who serves NMEA. */
public final class GnssTarget implements Target {
    @Override
    public String name() {
        return "gnss";
    }

    @Override
    public List<byte[]> seeds() {
        return Stream.of(
                        "$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47",
                        "{\"class\":\"TPV\",\"mode\":3,\"lat\":-33.5,\"lon\":151.2,\"altMSL\":60.1,\"eph\":3.2,\"epx\":1,\"epy\":2}")
                .map(line -> line.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    @Override
    public void take(byte[] input) {
        GnssLine.place(new String(input, StandardCharsets.UTF_8));
    }
}
