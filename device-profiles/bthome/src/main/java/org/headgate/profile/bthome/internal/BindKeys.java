package org.headgate.profile.bthome.internal;

import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.headgate.profile.ble.BleAddress;

/** The keys that the operator gave, by the address of the device. Immutable; never prints a key. */
final class BindKeys {
    static final BindKeys NONE = new BindKeys(Map.of());

    private static final int KEY_DIGITS = 32;
    private static final int MOST = 10_000;

    private final Map<Long, SecretKey> keys;

    private BindKeys(Map<Long, SecretKey> keys) {
        this.keys = keys;
    }

    /**
     * A line has an address and 32 hexadecimal digits, parted by blanks; {@code #} begins a comment.
     *
     * @throws IllegalArgumentException with the number of the line and what is wrong with it, and nothing that stands in it
     */
    static BindKeys parse(String text) {
        Map<Long, SecretKey> keys = new HashMap<>();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            int comment = line.indexOf('#');
            String content = (comment < 0 ? line : line.substring(0, comment)).strip();
            if (!content.isEmpty()) {
                add(keys, content.split("\\s+"), number);
            }
        }
        return new BindKeys(Map.copyOf(keys));
    }

    private static void add(Map<Long, SecretKey> keys, String[] words, int line) {
        if (words.length != 2) {
            throw new IllegalArgumentException("line " + line + " has not two words, an address and a key");
        }
        BleAddress address = BleAddress.parse(words[0], BleAddress.Type.UNTOLD)
                .orElseThrow(() -> new IllegalArgumentException(
                        "line " + line + ": the first word is no address such as A4:C1:38:8D:18:B2"));
        if (keys.put(address.value(), key(words[1], line)) != null) {
            throw new IllegalArgumentException("line " + line + " names the same device as a line before it");
        }
        if (keys.size() > MOST) {
            throw new IllegalArgumentException("more than " + MOST + " keys");
        }
    }

    private static SecretKey key(String digits, int line) {
        try {
            if (digits.length() == KEY_DIGITS) {
                return new SecretKeySpec(HexFormat.of().parseHex(digits), "AES");
            }
        } catch (IllegalArgumentException e) {
            // said below, without what it says: the key stands in it
        }
        throw new IllegalArgumentException(
                "line " + line + ": the second word is no key of " + KEY_DIGITS + " hexadecimal digits");
    }

    Optional<SecretKey> find(BleAddress address) {
        return Optional.ofNullable(keys.get(address.value()));
    }

    int size() {
        return keys.size();
    }
}
