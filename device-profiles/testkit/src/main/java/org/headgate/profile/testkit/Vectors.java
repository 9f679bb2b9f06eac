package org.headgate.profile.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The cases of a profile. */
public final class Vectors {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Vectors() {}

    /** From {@code vectors/*.json} beside the classes of the profile, in a folder or a jar; other profiles may stand on the class path. */
    public static List<Vector> of(Class<?> profile) {
        try {
            Path classes = Path.of(
                    profile.getProtectionDomain().getCodeSource().getLocation().toURI());
            if (Files.isDirectory(classes)) {
                return in(profile, classes.resolve("vectors"));
            }
            try (FileSystem jar = FileSystems.newFileSystem(classes)) {
                return in(profile, jar.getPath("/vectors"));
            }
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException("the vectors cannot be read: " + e.getMessage(), e);
        }
    }

    private static List<Vector> in(Class<?> profile, Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new IllegalStateException(profile.getName()
                    + " ships no vectors: put them into src/main/resources/vectors/*.json (docs/profiles.md)");
        }
        return in(folder);
    }

    /** From all {@code *.json} of a folder, by name. */
    private static List<Vector> in(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            List<Vector> vectors = new ArrayList<>();
            for (Path file : files.filter(path -> path.toString().endsWith(".json"))
                    .sorted()
                    .toList()) {
                read(file, vectors);
            }
            return vectors;
        } catch (IOException e) {
            throw new IllegalStateException("the vectors cannot be read: " + e.getMessage(), e);
        }
    }

    private static void read(Path file, List<Vector> vectors) throws IOException {
        JsonNode content = JSON.readTree(Files.readAllBytes(file));
        String name = file.getFileName().toString();
        if (!content.isArray()) {
            vectors.add(Vector.of(name, 0, content));
            return;
        }
        for (int i = 0; i < content.size(); i++) {
            vectors.add(Vector.of(name, i, content.get(i)));
        }
    }
}
