package org.headgate.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Bundles made for a test. */
final class TestBundle {
    private TestBundle() {}

    /** @param symbolicName empty for none */
    static byte[] jar(String symbolicName, String version, Map<String, byte[]> entries, String... headers)
            throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        if (!symbolicName.isEmpty()) {
            main.putValue("Bundle-SymbolicName", symbolicName);
            main.putValue("Bundle-Version", version);
        }
        for (int i = 0; i < headers.length; i += 2) {
            main.putValue(headers[i], headers[i + 1]);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                jar.putNextEntry(new ZipEntry(entry.getKey()));
                jar.write(entry.getValue());
            }
        }
        return bytes.toByteArray();
    }

    /** The class {@code Start}, a bundle's activator that does this when it starts. */
    static Map<String, byte[]> activator(String statements) throws IOException {
        Path folder = Files.createTempDirectory("activator");
        Path source = folder.resolve("Start.java");
        Files.writeString(
                source,
                "public class Start implements org.osgi.framework.BundleActivator {"
                        + " public void start(org.osgi.framework.BundleContext context) throws Exception { "
                        + statements
                        + " } public void stop(org.osgi.framework.BundleContext context) {} }");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        try (var files = compiler.getStandardFileManager(null, null, null);
                var jars = Files.list(Installed.FOLDER.resolve("lib"))) {
            String path = String.join(
                    System.getProperty("path.separator"),
                    jars.map(Path::toString).toList());
            boolean done = compiler.getTask(
                            said,
                            files,
                            null,
                            List.of("--release", "17", "-cp", path, "-d", folder.toString()),
                            null,
                            files.getJavaFileObjects(source))
                    .call();
            assertThat(done).as(said.toString()).isTrue();
            return Map.of("Start.class", Files.readAllBytes(folder.resolve("Start.class")));
        } finally {
            Files.deleteIfExists(folder.resolve("Start.class"));
            Files.delete(source);
            Files.delete(folder);
        }
    }
}
