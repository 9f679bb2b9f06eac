package org.headgate.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureSetTest {
    @TempDir
    Path folder;

    @BeforeEach
    void write() throws IOException {
        feature("a", "b", "c");
        feature("b", "c");
        feature("c");
    }

    private void feature(String name, String... requires) throws IOException {
        String required = requires.length == 0 ? "" : "\"" + String.join("\",\"", requires) + "\"";
        Files.writeString(folder.resolve(name + ".json"), """
                {"feature-resource-version": "1.0", "id": "g:feature.%1$s:1", "unknown": {"x": [1]},
                 "extensions": {"other": {"type": "json", "json": {"text": ["z"]}},
                                "headgate.requires": {"kind": "mandatory", "type": "text", "text": [%2$s]}},
                 "configurations": {"%1$s": {"port": 7}},
                 "bundles": [{"id": "g.h:%1$s:1", "start-order": 3}, "g.h:shared:2"]}
                """.formatted(name, required));
    }

    @Test
    void feature_chosen_bringsWhatItRequiresBeforeIt() throws Exception {
        assertThat(FeatureSet.choose(folder, List.of("a")).names()).containsExactly("c", "b", "a");
        assertThat(FeatureSet.choose(folder, List.of("b")).names()).containsExactly("c", "b");
        assertThat(FeatureSet.choose(folder, List.of()).names()).containsExactly("c", "b", "a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"bundles\":5}",
                "{\"bundles\":[5]}",
                "{\"bundles\":[{\"id\":{}}]}",
                "{\"extensions\":5}",
                "{\"extensions\":{\"headgate.requires\":{\"text\":\"a\"}}}",
                "{\"extensions\":{\"headgate.requires\":{\"text\":[[]]}}}",
                "{\"configurations\":{\"a\":5}}",
                "{\"configurations\":{\"a\":{\"k\":[]}}}",
                "{\"bundles\":[],\"bundles\":[]}",
                "{\"bundles\":["
            })
    void file_ofAnotherShape_isRefused(String json) throws IOException {
        Files.writeString(folder.resolve("b.json"), json);

        assertThatThrownBy(() -> FeatureSet.choose(folder, List.of("b")))
                .isInstanceOf(Refusal.class)
                .hasMessageMatching("(?s).*(b.json cannot be read|names the bundle).*");
    }

    @Test
    void configurations_ofFeatures_becomeSettings() throws Exception {
        assertThat(FeatureSet.choose(folder, List.of("c")).settings()).containsEntry("c.port", "7");
    }

    @Test
    void requirement_missing_isNamedWithWhoNeedsIt() throws IOException {
        feature("a", "nowhere");

        assertThatThrownBy(() -> FeatureSet.choose(folder, List.of("a")))
                .hasMessageContaining("'nowhere' is not installed")
                .hasMessageContaining("'a' requires it");
    }

    @Test
    void requirements_inACircle_areRefused() throws IOException {
        feature("c", "a");

        assertThatThrownBy(() -> FeatureSet.choose(folder, List.of("a"))).hasMessageContaining("a → b → c → a");
    }

    @Test
    void bundles_ofSeveralFeatures_areListedOnceInOrder() throws Exception {
        Path system = folder.resolve("system");
        for (String artifact : List.of("a:1", "b:1", "c:1", "shared:2")) {
            Path file = ArtifactId.parse("g.h:" + artifact).below(system);
            Files.createDirectories(file.getParent());
            Files.createFile(file);
        }

        assertThat(FeatureSet.choose(folder, List.of()).bundleFiles(system))
                .extracting(file -> file.getFileName().toString())
                .containsExactly("c-1.jar", "shared-2.jar", "b-1.jar", "a-1.jar");
    }

    @Test
    void bundle_missing_isNamedWithItsFeature() throws Exception {
        FeatureSet features = FeatureSet.choose(folder, List.of("c"));

        assertThatThrownBy(() -> features.bundleFiles(folder)).hasMessageContaining("g.h:c:1 (feature c)");
    }
}
