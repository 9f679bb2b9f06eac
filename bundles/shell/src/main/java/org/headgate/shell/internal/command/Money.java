package org.headgate.shell.internal.command;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.headgate.api.feed.Dollars;

/** Sums of the accounts in words. */
final class Money {
    private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);
    private static final int GWEI_DIGITS = 9;

    private Money() {}

    static String dollars(BigInteger millionths) {
        return Dollars.format(millionths.min(MOST).longValue());
    }

    /** Of what is kept in wei. */
    static String gwei(BigInteger wei) {
        return new BigDecimal(wei, GWEI_DIGITS).stripTrailingZeros().toPlainString();
    }

    /** {@code eip155:8453} of {@code eip155:8453/erc20:0x…}. */
    static String network(String asset) {
        int end = asset.indexOf('/');
        return end < 0 ? asset : asset.substring(0, end);
    }
}
