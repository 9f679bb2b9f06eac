package org.headgate.senml;

/** IEEE 754 binary16, which Java has no type for before release 20. */
final class Half {
    private Half() {}

    /** The 16 bits of a finite value that is not 0, or −1 where half precision cannot hold it exactly. */
    static int of(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = bits >>> 16 & 0x8000;
        int exponent = (bits >>> 23 & 0xff) - 127;
        int fraction = bits & 0x7fffff;
        if (exponent >= -14 && exponent <= 15) {
            return (fraction & 0x1fff) == 0 ? sign | exponent + 15 << 10 | fraction >>> 13 : -1;
        }
        if (exponent < -24 || exponent > 15) {
            return -1;
        }
        int significand = fraction | 0x800000;
        int drop = -exponent - 1;
        return (significand & (1 << drop) - 1) == 0 ? sign | significand >>> drop : -1;
    }

    static double value(int bits) {
        int exponent = bits >>> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        double size;
        if (exponent == 0x1f) {
            size = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
        } else if (exponent == 0) {
            size = Math.scalb((double) fraction, -24);
        } else {
            size = Math.scalb((double) (fraction | 0x400), exponent - 25);
        }
        return (bits & 0x8000) == 0 ? size : -size;
    }
}
