package org.headgate.launcher;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.stream.Stream;

/**
 * {@code conf/headgate.cfg} with {@code --set headgate.…} over it: what must be known before the first bundle starts.
 *
 * @param features chosen by name; empty: all
 */
record GatewayFile(List<String> features, Level logLevel, int logMib, int logFiles) {
    static final String COMPONENT = "headgate";
    private static final String SAMPLE = """
            # What must be known before the first bundle starts. Read at start only.
            # A line that begins with # is a comment; the default is shown.

            # Features to run, separated by commas; what they require comes along. Empty: all that are installed.
            #features =

            # How much goes to log/headgate.0.log: SEVERE, WARNING, INFO, FINE, FINER or FINEST.
            #log.level = INFO

            # Size of one log file in MiB (1 to 1024), and how many are kept (1 to 100).
            #log.mib = 4
            #log.files = 4
            """;
    private static final Set<String> KEYS = Set.of("features", "log.level", "log.mib", "log.files");

    static GatewayFile read(Folders folders, Map<String, String> settings) throws IOException, Refusal {
        Path file = folders.conf().resolve(COMPONENT + ".cfg");
        Properties values = new Properties();
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                values.load(reader);
            } catch (IllegalArgumentException e) {
                throw new Refusal(1, file + " cannot be read: " + e.getMessage());
            }
        } else {
            Files.writeString(file, SAMPLE);
        }
        settings.forEach((key, value) -> {
            if (key.startsWith(COMPONENT + ".")) {
                values.setProperty(key.substring(COMPONENT.length() + 1), value);
            }
        });
        for (String key : new TreeSet<>(values.stringPropertyNames())) {
            if (!KEYS.contains(key)) {
                throw new Refusal(
                        Main.USAGE,
                        "Unknown key '" + key + "' of headgate (" + file + " or --set). Known are: "
                                + String.join(", ", new TreeSet<>(KEYS)) + ".");
            }
        }
        return new GatewayFile(
                Stream.of(values.getProperty("features", "").split(","))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .toList(),
                level(values.getProperty("log.level", "INFO")),
                number(values, "log.mib", 4, 1024),
                number(values, "log.files", 4, 100));
    }

    private static Level level(String text) throws Refusal {
        try {
            return Level.parse(text.strip().toUpperCase(java.util.Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new Refusal(
                    Main.USAGE, "headgate.log.level = " + text + ": use SEVERE, WARNING, INFO, FINE, FINER or FINEST.");
        }
    }

    private static int number(Properties values, String key, int fallback, int max) throws Refusal {
        String text = values.getProperty(key, Integer.toString(fallback)).strip();
        if (text.matches("\\d{1,6}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= max) {
            return Integer.parseInt(text);
        }
        throw new Refusal(
                Main.USAGE, "headgate." + key + " = " + text + ": must be a whole number from 1 to " + max + ".");
    }
}
