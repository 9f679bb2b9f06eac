package org.headgate.api.profile;

import java.nio.charset.StandardCharsets;

/** Device identities: RFC 9039 URNs in the characters that a SenML name may hold (RFC 8428 §4.5.1). */
public final class DeviceUrn {
    private static final String UNESCAPED = "-.";
    private static final String SEPARATORS = ":-. ";

    private DeviceUrn() {}

    /** {@code urn:dev:mac:<EUI-64>}; a 48-bit MAC is extended with {@code fffe} (RFC 9039 §4.1). Separators and {@code 0x} are dropped. */
    public static String mac(String address) {
        StringBuilder hex = new StringBuilder(32).append("urn:dev:mac:");
        int prefix = hex.length();
        for (int i = address.startsWith("0x") || address.startsWith("0X") ? 2 : 0; i < address.length(); i++) {
            char c = address.charAt(i);
            if (c >= '0' && c <= '9' || c >= 'a' && c <= 'f') {
                hex.append(c);
            } else if (c >= 'A' && c <= 'F') {
                hex.append((char) (c - 'A' + 'a'));
            } else if (SEPARATORS.indexOf(c) < 0) {
                throw notMac(address);
            }
        }
        int digits = hex.length() - prefix;
        if (digits != 12 && digits != 16) {
            throw notMac(address);
        }
        return (digits == 12 ? hex.insert(prefix + 6, "fffe") : hex).toString();
    }

    private static IllegalArgumentException notMac(String address) {
        return new IllegalArgumentException("not a MAC-48 or EUI-64: " + address);
    }

    /**
     * {@code urn:dev:ops:headgate-<transport>-<name>} for a device that gives only a name. Each byte of the name's UTF-8 outside {@code A-Z a-z 0-9 - .}
     * is written {@code _xx}: SenML names cannot hold the percent sign.
     */
    public static String named(String transport, String name) {
        StringBuilder urn =
                new StringBuilder("urn:dev:ops:headgate-").append(transport).append('-');
        for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            if (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || UNESCAPED.indexOf(c) >= 0) {
                urn.append(c);
            } else {
                urn.append('_').append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            }
        }
        return urn.toString();
    }
}
