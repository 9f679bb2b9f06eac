package org.headgate.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The chosen features with all that they require, each after what it requires. */
record FeatureSet(List<Feature> features) {

    /** @param chosen names; empty: all that are installed */
    static FeatureSet choose(Path folder, Collection<String> chosen) throws IOException, Refusal {
        Map<String, Feature> installed = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
                Feature feature = Feature.read(file);
                installed.put(feature.name(), feature);
            }
        }
        Map<String, Feature> ordered = new LinkedHashMap<>();
        for (String name : chosen.isEmpty() ? installed.keySet() : chosen) {
            add(name, "The key 'features' in conf/headgate.cfg names it.", installed, ordered, new LinkedHashSet<>());
        }
        return new FeatureSet(List.copyOf(ordered.values()));
    }

    private static void add(
            String name, String why, Map<String, Feature> installed, Map<String, Feature> ordered, Set<String> path)
            throws Refusal {
        if (ordered.containsKey(name)) {
            return;
        }
        if (!path.add(name)) {
            throw new Refusal(
                    1, "Features require one another in a circle: " + String.join(" → ", path) + " → " + name + ".");
        }
        Feature feature = installed.get(name);
        if (feature == null) {
            throw new Refusal(
                    1,
                    "The feature '" + name + "' is not installed. " + why + " Installed are: "
                            + String.join(", ", installed.keySet()) + ".");
        }
        for (String required : feature.requires()) {
            add(required, "The feature '" + name + "' requires it.", installed, ordered, path);
        }
        path.remove(name);
        ordered.put(name, feature);
    }

    List<String> names() {
        return features.stream().map(Feature::name).toList();
    }

    /** Files of all bundles, in the order in which they are to start, each once. */
    List<Path> bundleFiles(Path system) throws Refusal {
        Set<Path> files = new LinkedHashSet<>();
        List<String> missing = new ArrayList<>();
        for (Feature feature : features) {
            for (ArtifactId id : feature.bundles()) {
                Path file = id.below(system);
                if (Files.isRegularFile(file)) {
                    files.add(file);
                } else {
                    missing.add(id + " (feature " + feature.name() + ")");
                }
            }
        }
        if (!missing.isEmpty()) {
            throw new Refusal(
                    1,
                    "Not found below " + system + ": " + String.join(", ", missing)
                            + ". Unpack the archive again, or take the feature out of 'features' in conf/headgate.cfg.");
        }
        return List.copyOf(files);
    }

    /** What the features configure, {@code component.key} to value. */
    Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        for (Feature feature : features) {
            feature.configurations()
                    .forEach((pid, values) -> values.forEach((key, value) -> settings.put(pid + "." + key, value)));
        }
        return settings;
    }
}
