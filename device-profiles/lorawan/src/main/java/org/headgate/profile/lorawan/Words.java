package org.headgate.profile.lorawan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The words of a key: {@code TempC_SHT} is temp, c, sht; {@code batteryVoltage_2} is battery, voltage, 2. In lower case. */
final class Words {

    private Words() {}

    static List<String> of(String key) {
        List<String> words = new ArrayList<>(4);
        int start = 0;
        for (int i = 0; i <= key.length(); i++) {
            boolean end = i == key.length() || !isWord(key.charAt(i));
            if (end || i > start && begins(key, i)) {
                if (i > start) {
                    words.add(key.substring(start, i).toLowerCase(Locale.ROOT));
                }
                start = end ? i + 1 : i;
            }
        }
        return words;
    }

    /** Whether a new word begins at {@code i}: a digit behind a letter or the other way round, a capital behind a small letter, the last capital of several. */
    private static boolean begins(String key, int i) {
        char before = key.charAt(i - 1);
        char here = key.charAt(i);
        if (isDigit(before) != isDigit(here)) {
            return true;
        }
        if (!Character.isUpperCase(here)) {
            return false;
        }
        boolean capitals = Character.isUpperCase(before);
        return !capitals || i + 1 < key.length() && Character.isLowerCase(key.charAt(i + 1));
    }

    private static boolean isWord(char c) {
        return Character.isLetterOrDigit(c);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
