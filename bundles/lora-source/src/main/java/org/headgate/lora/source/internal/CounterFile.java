package org.headgate.lora.source.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;

/**
 * Frame counters that outlive a restart: a session a line, its print and its counter. Replaced as a whole; what is newer than the file is found again with the
 * device's next frame.
 */
final class CounterFile {
    private static final int LARGEST = 1 << 20;

    private CounterFile() {}

    /** Nothing where there is no file. Lines that cannot be read are left out: their sessions begin with the device's next frame. */
    static Map<String, Long> read(Path file) throws IOException {
        Map<String, Long> counters = new HashMap<>();
        if (!Files.exists(file)) {
            return counters;
        }
        if (Files.size(file) > LARGEST) {
            throw new IOException(file + " is larger than " + LARGEST + " bytes");
        }
        for (String line : Files.readString(file, StandardCharsets.US_ASCII).split("\n")) {
            String[] parts = line.strip().split(" ");
            try {
                if (parts.length == 2) {
                    counters.put(parts[0], Long.parseLong(parts[1]));
                }
            } catch (NumberFormatException e) {
                continue;
            }
        }
        return counters;
    }

    static void write(Path file, Map<String, Long> counters) throws IOException {
        StringBuilder text = new StringBuilder();
        counters.forEach((print, counter) ->
                text.append(print).append(' ').append(counter).append('\n'));
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        Files.writeString(temporary, text, StandardCharsets.US_ASCII);
        Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
