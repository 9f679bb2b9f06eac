package org.headgate.lora.source.internal;

import java.util.HashSet;
import java.util.Set;

/** EUI-64s as an operator writes them: 16 hexadecimal digits, also with {@code :} or {@code -} between. */
final class Euis {
    private static final int DIGITS = 16;

    private Euis() {}

    /** @throws IllegalArgumentException says which is none */
    static Set<Long> parse(String[] texts) {
        Set<Long> euis = new HashSet<>();
        for (String text : texts) {
            if (!text.isBlank()) {
                euis.add(parse(text));
            }
        }
        return euis;
    }

    private static long parse(String text) {
        String digits = text.strip().replace(":", "").replace("-", "");
        try {
            if (digits.length() == DIGITS) {
                return Long.parseUnsignedLong(digits, 16);
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(text + " is no EUI-64", e);
        }
        throw new IllegalArgumentException(text + " is no EUI-64");
    }
}
