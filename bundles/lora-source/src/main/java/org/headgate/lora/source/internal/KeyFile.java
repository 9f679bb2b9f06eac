package org.headgate.lora.source.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The file with devices' session keys: a device a line, {@code deveui=… devaddr=… nwkskey=… appskey=…} for LoRaWAN 1.0.x, with {@code fnwksintkey=… snwksintkey=…
 * nwksenckey=…} in the place of {@code nwkskey} for 1.1, and {@code name=…} where it shall have one; all but the name in hexadecimal digits. What begins with # is
 * a comment. No message tells a key.
 */
final class KeyFile {
    static final int MOST_DEVICES = 4096;
    private static final long LARGEST = 4 << 20;
    private static final Set<String> KNOWN =
            Set.of("deveui", "devaddr", "name", "nwkskey", "appskey", "fnwksintkey", "snwksintkey", "nwksenckey");
    private static final HexFormat HEX = HexFormat.of();

    private KeyFile() {}

    /** @throws IOException where it cannot be read, or others than its owner can; says why, and which line */
    static List<Session> read(Path file) throws IOException {
        checkOwner(file);
        if (Files.size(file) > LARGEST) {
            throw new IOException("it is larger than " + LARGEST + " bytes");
        }
        return parse(Files.readString(file, StandardCharsets.UTF_8));
    }

    private static void checkOwner(Path file) throws IOException {
        if (!Files.getFileStore(file).supportsFileAttributeView("posix")) {
            return;
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        permissions.removeIf(permission -> permission.name().startsWith("OWNER_"));
        if (!permissions.isEmpty()) {
            throw new IOException("others than its owner may use it: chmod 600 it");
        }
    }

    static List<Session> parse(String text) throws IOException {
        List<Session> sessions = new ArrayList<>();
        Map<Long, Integer> seen = new HashMap<>();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            String content = line.strip();
            if (content.isEmpty() || content.startsWith("#")) {
                continue;
            }
            Session session = session(fields(content, number), number);
            Integer other = seen.put(session.devEui(), number);
            if (other != null) {
                throw wrong(number, "the DevEUI of line " + other);
            }
            sessions.add(session);
            if (sessions.size() > MOST_DEVICES) {
                throw new IOException("it has more than " + MOST_DEVICES + " devices");
            }
        }
        return sessions;
    }

    private static Map<String, String> fields(String line, int number) throws IOException {
        Map<String, String> fields = new HashMap<>();
        for (String field : line.split("\\s+")) {
            int equals = field.indexOf('=');
            String key = equals < 0 ? "" : field.substring(0, equals).toLowerCase(java.util.Locale.ROOT);
            if (!KNOWN.contains(key) || fields.put(key, field.substring(equals + 1)) != null) {
                throw wrong(
                        number, "a field that is not known, or one twice; known are " + new java.util.TreeSet<>(KNOWN));
            }
        }
        return fields;
    }

    private static Session session(Map<String, String> fields, int number) throws IOException {
        byte[] devEui = hex(fields, "deveui", 8, number);
        byte[] devAddr = hex(fields, "devaddr", 4, number);
        byte[] appSKey = hex(fields, "appskey", Aes.KEY, number);
        boolean old = fields.containsKey("nwkskey");
        List<byte[]> network = new ArrayList<>();
        for (String key : old ? List.of("nwkskey") : List.of("fnwksintkey", "snwksintkey", "nwksenckey")) {
            network.add(hex(fields, key, Aes.KEY, number));
        }
        if (old && (fields.containsKey("fnwksintkey") || fields.containsKey("snwksintkey"))) {
            throw wrong(number, "keys of LoRaWAN 1.0.x and of 1.1");
        }
        SessionKeys keys = old
                ? SessionKeys.of(network.get(0), appSKey)
                : SessionKeys.of(network.get(0), network.get(1), network.get(2), appSKey);
        String name = fields.get("name");
        return new Session(number(devEui), number(devAddr), name, keys, print(devAddr, network, appSKey));
    }

    private static byte[] hex(Map<String, String> fields, String key, int bytes, int number) throws IOException {
        String text = fields.get(key);
        if (text == null) {
            throw wrong(number, "no " + key);
        }
        try {
            byte[] value = HEX.parseHex(text);
            if (value.length == bytes) {
                return value;
            }
        } catch (IllegalArgumentException e) {
            // The text may be a key: told is only where it stands.
        }
        throw wrong(number, "a " + key + " that is not " + 2 * bytes + " hexadecimal digits");
    }

    private static String print(byte[] devAddr, List<byte[]> network, byte[] appSKey) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update("headgate lora session".getBytes(StandardCharsets.US_ASCII));
            digest.update(devAddr);
            network.forEach(digest::update);
            return HEX.formatHex(digest.digest(appSKey), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static long number(byte[] bytes) {
        long value = 0;
        for (byte octet : bytes) {
            value = value << 8 | octet & 0xff;
        }
        return value;
    }

    private static IOException wrong(int number, @Nullable String what) {
        return new IOException("line " + number + " has " + what);
    }
}
