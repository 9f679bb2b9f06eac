package org.headgate.profile.json;

import java.math.BigDecimal;
import java.math.MathContext;
import org.headgate.api.profile.MalformedPayload;

/**
 * To a unit of the SenML registry, in decimal, so that 101.3 hPa is 10130 Pa and not 10129.999999999998: {@code (value − offset) · factor}.
 *
 * @param unit of RFC 8428 §12.1 or RFC 8798
 */
public record Scale(String unit, BigDecimal factor, BigDecimal offset) {
    private static final double LARGEST = 9.007199254740992e15;

    public static Scale of(String unit) {
        return new Scale(unit, BigDecimal.ONE, BigDecimal.ZERO);
    }

    public static Scale of(String unit, String factor) {
        return new Scale(unit, new BigDecimal(factor), BigDecimal.ZERO);
    }

    /** @throws MalformedPayload {@code number_out_of_range} where it is 2^53 or more in size */
    public double apply(double value) throws MalformedPayload {
        check(value);
        if (factor.equals(BigDecimal.ONE) && offset.signum() == 0) {
            return value;
        }
        double scaled = BigDecimal.valueOf(value)
                .subtract(offset)
                .multiply(factor, MathContext.DECIMAL64)
                .doubleValue();
        check(scaled);
        return scaled;
    }

    /** @throws MalformedPayload {@code number_out_of_range} where it is 2^53 or more in size */
    public static void check(double value) throws MalformedPayload {
        if (!(Math.abs(value) < LARGEST)) {
            throw new MalformedPayload("number_out_of_range", value + " is 2^53 or more in size, or no number");
        }
    }
}
