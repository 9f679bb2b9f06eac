package org.headgate.coverage;

/**
 * A place on the ground (WGS 84).
 *
 * @param latitude degrees north, −90 to 90
 * @param longitude degrees east, −180 to 180
 */
public record Place(double latitude, double longitude) {
    /** The mean radius of the earth that H3 computes with. */
    static final double EARTH_RADIUS_METRES = 6_371_007.180918475;

    private static final double RADIANS_PER_DEGREE = Math.PI / 180;

    /** @throws IllegalArgumentException outside the ranges above */
    public Place {
        if (!(latitude >= -90 && latitude <= 90 && longitude >= -180 && longitude <= 180)) {
            throw new IllegalArgumentException("no place on earth: " + latitude + ", " + longitude);
        }
    }

    /** Along the great circle (haversine), the same in both directions. */
    public double metresTo(Place other) {
        double north = StrictMath.sin(radians(other.latitude - latitude) / 2);
        double east = StrictMath.sin(radians(other.longitude - longitude) / 2);
        double cosines = StrictMath.cos(radians(latitude)) * StrictMath.cos(radians(other.latitude));
        double square = Math.min(1, north * north + east * east * cosines);
        return 2 * EARTH_RADIUS_METRES * StrictMath.asin(StrictMath.sqrt(square));
    }

    private static double radians(double degrees) {
        return degrees * RADIANS_PER_DEGREE;
    }
}
