package org.headgate.pay.http.internal.server;

import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what stands in the request line, strictly: no path leads out of where it begins. */
final class Addresses {
    private static final Pattern HOST =
            Pattern.compile("(?<name>[A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])(?::(?<port>[0-9]{1,5}))?");
    private static final int MOST = 32;

    private Addresses() {}

    /** Levels of a path; empty where it is none: a level that is empty, {@code .} or {@code ..}, or control characters, also once decoded. */
    static Optional<List<String>> path(String raw) {
        List<String> levels = new ArrayList<>();
        if (raw.equals("/")) {
            return Optional.of(levels);
        }
        if (!raw.startsWith("/")) {
            return Optional.empty();
        }
        for (String part : raw.substring(1).split("/", -1)) {
            Optional<String> level = decoded(part);
            if (level.isEmpty() || !isLevel(level.get()) || levels.size() == MOST) {
                return Optional.empty();
            }
            levels.add(level.get());
        }
        return Optional.of(levels);
    }

    private static boolean isLevel(String level) {
        return !level.isEmpty()
                && !level.equals(".")
                && !level.equals("..")
                && level.chars().noneMatch(c -> c < 0x20 || c == 0x7f || c == '/' || c == '\\');
    }

    /** Empty where an escape is none. */
    static Optional<Map<String, String>> query(String raw) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : raw.isEmpty() ? new String[0] : raw.split("&", -1)) {
            int equals = pair.indexOf('=');
            Optional<String> name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            Optional<String> value = decoded(equals < 0 ? "" : pair.substring(equals + 1));
            if (name.isEmpty() || value.isEmpty() || values.size() == MOST) {
                return Optional.empty();
            }
            values.putIfAbsent(name.get(), value.get());
        }
        return Optional.of(values);
    }

    /** A host without its port; empty where it is none. */
    static Optional<String> host(String authority) {
        var matched = HOST.matcher(authority);
        return matched.matches() ? Optional.of(matched.group("name")) : Optional.empty();
    }

    /** Whether it is an IP address and port, or {@code localhost}, and no other than this one. Looks up no name. */
    static boolean isOf(String authority, int defaultPort, SocketAddress at) {
        Matcher matched = HOST.matcher(authority);
        if (!matched.matches() || !(at instanceof InetSocketAddress here)) {
            return false;
        }
        String name = matched.group("name");
        String port = matched.group("port");
        if (here.getPort() != (port == null ? defaultPort : Integer.parseInt(port))) {
            return false;
        }
        return name.equalsIgnoreCase("localhost")
                ? here.getAddress().isLoopbackAddress()
                : here.getAddress().equals(NetUtil.createInetAddressFromIpAddressString(unbracketed(name)));
    }

    private static String unbracketed(String name) {
        return name.startsWith("[") ? name.substring(1, name.length() - 1) : name;
    }

    private static Optional<String> decoded(String text) {
        if (text.indexOf('%') < 0) {
            return text.chars().allMatch(c -> c > 0x20 && c < 0x7f) || text.isEmpty()
                    ? Optional.of(text)
                    : Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.allocate(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
                int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    return Optional.empty();
                }
                bytes.put((byte) (high << 4 | low));
                i += 2;
            } else if (c > 0x20 && c < 0x7f) {
                bytes.put((byte) c);
            } else {
                return Optional.empty();
            }
        }
        try {
            return Optional.of(
                    StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
