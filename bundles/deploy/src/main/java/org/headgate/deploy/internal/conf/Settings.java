package org.headgate.deploy.internal.conf;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is set for each component: by features, over it by files, over it by the command line. A component's name is its PID, or {@code pid~name} for one of
 * several.
 */
final class Settings {
    static final String SUFFIX = ".cfg";
    /** Read by the launcher. */
    private static final String LAUNCHER = "headgate";

    private final Map<String, Map<String, Setting>> byComponent = new TreeMap<>();
    private final Map<String, Fault> unreadable = new TreeMap<>();

    static Settings read(Path conf, @Nullable String features, @Nullable String command) throws IOException {
        Settings settings = new Settings();
        settings.addText(features, "a feature", false);
        for (Path file : files(conf)) {
            settings.addFile(file);
        }
        settings.addText(command, "--set", true);
        settings.byComponent.remove(LAUNCHER);
        return settings;
    }

    static List<Path> files(Path conf) throws IOException {
        try (Stream<Path> files = Files.list(conf)) {
            return files.filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        }
    }

    private void addFile(Path file) {
        String name = file.getFileName().toString();
        String component = name.substring(0, name.length() - SUFFIX.length());
        Properties values = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            values.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            unreadable.put(
                    component,
                    new Fault(
                            "unreadable_file",
                            "conf/" + name + " cannot be read: " + e.getMessage() + ".",
                            "Correct the file: one 'key = value' a line, in UTF-8. Until then the component keeps what it had.",
                            false));
            return;
        }
        byComponent.computeIfAbsent(component, c -> new TreeMap<>());
        for (String key : new TreeSet<>(values.stringPropertyNames())) {
            add(component, new Setting(key, values.getProperty(key).strip(), "conf/" + name, false));
        }
    }

    private void addText(@Nullable String text, String where, boolean fromCommand) throws IOException {
        if (text == null) {
            return;
        }
        Properties values = new Properties();
        values.load(new StringReader(text));
        for (String key : new TreeSet<>(values.stringPropertyNames())) {
            int dot = key.indexOf('.');
            add(
                    key.substring(0, dot),
                    new Setting(key.substring(dot + 1), values.getProperty(key), where, fromCommand));
        }
    }

    private void add(String component, Setting setting) {
        byComponent.computeIfAbsent(component, c -> new TreeMap<>()).put(setting.key(), setting);
    }

    Map<String, Map<String, Setting>> byComponent() {
        return byComponent;
    }

    /** Files that could not be read, by component. */
    Map<String, Fault> unreadable() {
        return unreadable;
    }
}
