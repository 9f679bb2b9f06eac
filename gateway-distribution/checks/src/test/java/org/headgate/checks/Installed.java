package org.headgate.checks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The assembled archive, and the source tree that it comes from. */
final class Installed {
    static final Path SOURCE = Path.of(System.getProperty("source"));
    static final Path FOLDER =
            Path.of(System.getProperty("installed")).toAbsolutePath().normalize();
    private static final ObjectMapper JSON = new ObjectMapper();

    private Installed() {}

    static List<String> features() {
        try (Stream<Path> files = Files.list(FOLDER.resolve("features"))) {
            return files.map(file -> file.getFileName().toString().replace(".json", ""))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Files that a feature names. */
    static List<Path> bundles(String feature) throws IOException {
        JsonNode json = JSON.readTree(
                FOLDER.resolve("features").resolve(feature + ".json").toFile());
        TreeSet<Path> files = new TreeSet<>();
        for (JsonNode bundle : json.get("bundles")) {
            String[] id = bundle.get("id").asText().split(":");
            files.add(FOLDER.resolve("system")
                    .resolve(id[0].replace('.', '/'))
                    .resolve(id[1])
                    .resolve(id[2])
                    .resolve(id[1] + "-" + id[2] + ".jar"));
        }
        return List.copyOf(files);
    }

    static List<Path> jars() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER.resolve("system"))) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        }
    }

    /** Jars of this project. */
    static List<Path> ours() throws IOException {
        return jars().stream()
                .filter(file -> file.startsWith(FOLDER.resolve("system/org/headgate")))
                .toList();
    }
}
