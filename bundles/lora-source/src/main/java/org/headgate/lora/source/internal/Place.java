package org.headgate.lora.source.internal;

import org.jspecify.annotations.Nullable;

/**
 * Where an antenna is.
 *
 * @param latitude, longitude degrees (WGS 84), north and east positive
 * @param altitude metres above sea level, or null
 * @param accuracy metres within which it is, horizontally, most of the time
 */
record Place(double latitude, double longitude, @Nullable Double altitude, double accuracy) {
    private static final double EARTH_METRES = 6_371_008.8;
    private static final double LARGEST_METRES = 100_000;

    Place {
        boolean there = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
        boolean measured = accuracy >= 0 && accuracy <= LARGEST_METRES;
        if (!there || !measured || altitude != null && !(Math.abs(altitude) <= LARGEST_METRES)) {
            throw new IllegalArgumentException("no place on earth with its accuracy");
        }
    }

    /** {@code latitude, longitude, altitude, accuracy}; the last two may be left out. @throws IllegalArgumentException says what is wrong */
    static Place parse(String text) {
        String[] parts = text.split(",", -1);
        if (parts.length < 2 || parts.length > 4) {
            throw new IllegalArgumentException("'" + text + "' is not latitude, longitude, altitude, accuracy");
        }
        double[] numbers = new double[parts.length];
        for (int i = 0; i < parts.length; i++) {
            try {
                numbers[i] = Double.parseDouble(parts[i].strip());
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("'" + parts[i].strip() + "' is no number", e);
            }
        }
        return new Place(
                numbers[0], numbers[1], numbers.length > 2 ? numbers[2] : null, numbers.length > 3 ? numbers[3] : 10);
    }

    /** Metres along the great circle. */
    double distance(Place to) {
        double north = Math.toRadians(to.latitude - latitude);
        double east = Math.toRadians(to.longitude - longitude);
        double chord = Math.pow(Math.sin(north / 2), 2)
                + Math.cos(Math.toRadians(latitude))
                        * Math.cos(Math.toRadians(to.latitude))
                        * Math.pow(Math.sin(east / 2), 2);
        return 2 * EARTH_METRES * Math.asin(Math.min(1, Math.sqrt(chord)));
    }
}
