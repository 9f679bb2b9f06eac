package org.headgate.api.feed;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sums of money as people write them, and as they are kept: millionths of a dollar, the smallest unit of USDC. */
public final class Dollars {
    private static final Pattern SUM = Pattern.compile("([0-9]{1,9})(?:\\.([0-9]{1,6}))?");
    private static final long MILLION = 1_000_000;

    private Dollars() {}

    /** Exact. @throws IllegalArgumentException unless up to nine digits, and up to six behind a point */
    public static long parse(String text) {
        Matcher sum = SUM.matcher(text);
        if (!sum.matches()) {
            throw new IllegalArgumentException("'" + text
                    + "' is no sum of dollars: digits, and up to six more behind a point, for example 2.50 or 0.0001");
        }
        String fraction = sum.group(2) == null ? "" : sum.group(2);
        return Long.parseLong(sum.group(1)) * MILLION + Long.parseLong((fraction + "000000").substring(0, 6));
    }

    /** At least two digits behind the point, and no more than it takes. */
    public static String format(long millionths) {
        String fraction = String.format("%06d", Math.abs(millionths % MILLION));
        int end = 6;
        while (end > 2 && fraction.charAt(end - 1) == '0') {
            end--;
        }
        return (millionths < 0 ? "-" : "") + Math.abs(millionths / MILLION) + "." + fraction.substring(0, end);
    }
}
