package org.headgate.deploy.internal.drop;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.function.Predicate;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.osgi.framework.Constants;

/** What a jar says about itself. */
record Candidate(String symbolicName, String version, boolean singleton, boolean signed) {

    /** @throws IOException where the file is no complete jar, for example because it is still being written */
    static Candidate read(Path file) throws IOException, Refused {
        try (JarFile jar = new JarFile(file.toFile(), true)) {
            boolean signed = readThrough(jar, entry -> entry.getName().endsWith(".class"));
            Manifest manifest = jar.getManifest();
            String name =
                    manifest == null ? null : manifest.getMainAttributes().getValue(Constants.BUNDLE_SYMBOLICNAME);
            if (name == null) {
                throw new Refused(
                        "not_a_bundle",
                        "The jar is not an OSGi bundle: its manifest has no Bundle-SymbolicName.",
                        "Build it as a bundle (for example with bnd-maven-plugin) and drop it again.");
            }
            Attributes main = manifest.getMainAttributes();
            String version = main.getValue(Constants.BUNDLE_VERSION);
            return new Candidate(
                    name.split(";")[0].strip(),
                    version == null ? "0.0.0" : version.strip(),
                    name.replace(" ", "").contains("singleton:=true"),
                    signed);
        } catch (SecurityException e) {
            throw changed(e);
        }
    }

    /** Whether code signers vouch for every file of a zip that is no bundle. */
    static boolean isSigned(Path file) throws IOException, Refused {
        try (JarFile jar = new JarFile(file.toFile(), true)) {
            return readThrough(
                    jar, entry -> !entry.isDirectory() && !entry.getName().startsWith("META-INF/"));
        } catch (SecurityException e) {
            throw changed(e);
        }
    }

    private static Refused changed(SecurityException e) {
        return new Refused(
                "bad_signature",
                "The file is signed and was changed afterwards: " + e.getMessage() + ".",
                "Get it again from its author.");
    }

    /** Reads every entry, so that each checksum and signature is checked. True where code signers vouch for every one that counts. */
    private static boolean readThrough(JarFile jar, Predicate<JarEntry> counts) throws IOException {
        byte[] buffer = new byte[8192];
        boolean signed = true;
        boolean classes = false;
        for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
            JarEntry entry = entries.nextElement();
            try (InputStream in = jar.getInputStream(entry)) {
                int read = 0;
                while (read >= 0) {
                    read = in.read(buffer);
                }
            }
            if (counts.test(entry)) {
                classes = true;
                signed &= entry.getCodeSigners() != null;
            }
        }
        return classes && signed;
    }
}
