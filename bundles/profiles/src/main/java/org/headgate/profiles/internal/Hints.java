package org.headgate.profiles.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.headgate.api.message.Message;
import org.headgate.api.profile.ProfileProperties;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;

/**
 * Profiles that could be in use: bundles that are installed but not running, and those that the archive's file {@code profiles.index} names. A line of it is
 * {@code id}, then {@code name=value,value} parts with the names of {@link ProfileProperties}, all parted by tabs; {@code #} begins a comment.
 */
final class Hints {
    private static final int MOST_LINES = 2000;

    private final Supplier<Stream<Hint>> bundles;
    private final List<Hint> index;

    Hints(Supplier<Stream<Hint>> bundles, List<Hint> index) {
        this.bundles = bundles;
        this.index = index;
    }

    static Supplier<Stream<Hint>> notRunning(BundleContext context) {
        return () -> Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getState() == Bundle.INSTALLED || bundle.getState() == Bundle.RESOLVED)
                .map(bundle -> bundle.adapt(BundleRevision.class))
                .filter(revision -> revision != null)
                .flatMap(revision -> revision.getDeclaredCapabilities(ProfileProperties.NAMESPACE).stream())
                .map(BundleCapability::getAttributes)
                .map(Hint::of);
    }

    static List<Hint> read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return List.of();
        }
        List<Hint> hints = new ArrayList<>();
        try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
            lines.filter(line -> !line.isBlank() && line.charAt(0) != '#')
                    .limit(MOST_LINES)
                    .forEach(line -> hints.add(parse(line)));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return List.copyOf(hints);
    }

    /** The best fit among those whose id is not in use. */
    Optional<String> suggest(Message message, Set<String> inUse) {
        return Stream.concat(bundles.get(), index.stream())
                .filter(hint -> !inUse.contains(hint.id()))
                .map(hint -> Map.entry(hint.id(), hint.score(message)))
                .filter(scored -> scored.getValue() > 0)
                .max(Comparator.comparingInt(Map.Entry::getValue))
                .map(Map.Entry::getKey);
    }

    private static Hint parse(String line) {
        String[] parts = line.split("\t");
        Map<String, Object> attributes = new HashMap<>();
        attributes.put(ProfileProperties.ID, parts[0].strip());
        for (String part : parts) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                attributes.put(
                        part.substring(0, equals).strip(),
                        List.of(part.substring(equals + 1).split(",")));
            }
        }
        return Hint.of(attributes);
    }
}
