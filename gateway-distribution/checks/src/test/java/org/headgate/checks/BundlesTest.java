package org.headgate.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class BundlesTest {

    static List<Path> ours() throws IOException {
        return Installed.ours();
    }

    @ParameterizedTest
    @MethodSource("ours")
    void bundle_exports_nothingInternal(Path file) throws IOException {
        assertThat(Bundle.read(file).packages("Export-Package")).noneMatch(name -> name.contains(".internal"));
    }

    @ParameterizedTest
    @MethodSource("ours")
    void bundle_imports_nothingInternalAndNothingByWildcard(Path file) throws IOException {
        Bundle bundle = Bundle.read(file);
        assertThat(bundle.packages("Import-Package")).noneMatch(name -> name.contains(".internal"));
        assertThat(bundle.header("DynamicImport-Package")).isEmpty();
        assertThat(bundle.header("Require-Bundle")).isEmpty();
    }

    @Test
    void packages_acrossBundles_areExportedOnce() throws IOException {
        Set<String> seen = new TreeSet<>();
        List<String> twice = new ArrayList<>();
        for (Path file : Installed.ours()) {
            for (String name : Bundle.read(file).packages("Export-Package")) {
                if (!seen.add(name)) {
                    twice.add(name);
                }
            }
        }
        assertThat(twice).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("ours")
    void component_withAConfiguration_waitsForIt(Path file) throws IOException {
        Bundle bundle = Bundle.read(file);
        Set<String> designated = bundle.designated().keySet();
        for (Document document : bundle.components()) {
            for (Element component : Bundle.elements(document, "scr:component")) {
                Set<String> pids = new TreeSet<>(
                        List.of(component.getAttribute("configuration-pid").split(" ")));
                pids.retainAll(designated);
                if (!pids.isEmpty()) {
                    assertThat(component.getAttribute("configuration-policy"))
                            .as(component.getAttribute("name"))
                            .isEqualTo("require");
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ours")
    void key_ofAConfiguration_hasNameDescriptionAndDefault(Path file) throws IOException {
        Bundle bundle = Bundle.read(file);
        bundle.designated().forEach((pid, ocd) -> {
            assertThat(ocd.element().getAttribute("name")).as(pid).isNotBlank();
            assertThat(ocd.element().getAttribute("description")).as(pid).isNotBlank();
            for (Element key : ocd.attributes()) {
                String name = pid + "." + key.getAttribute("id");
                assertThat(key.getAttribute("name")).as(name).isNotBlank();
                assertThat(key.getAttribute("description")).as(name).isNotBlank();
                boolean manyOrText = !key.getAttribute("cardinality").isEmpty()
                        || key.getAttribute("type").equals("String");
                assertThat(key.hasAttribute("default") || manyOrText).as(name).isTrue();
                assertThat(key.getAttribute("id")).as(name).matches("[a-z0-9]+(\\.[a-z0-9]+)*");
            }
        });
    }

    @ParameterizedTest
    @MethodSource("ours")
    void bundle_ofOurs_hasAReadme(Path file) throws IOException {
        String name = Bundle.read(file).name().replaceFirst("^org\\.headgate\\.", "");
        Path folder = name.startsWith("profile.")
                ? Installed.SOURCE.resolve("device-profiles").resolve(name.substring("profile.".length()))
                : Installed.SOURCE.resolve("bundles").resolve(name);
        assertThat(folder.resolve("README.md")).exists();
    }
}
