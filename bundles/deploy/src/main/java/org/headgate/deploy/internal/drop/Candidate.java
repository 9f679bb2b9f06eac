package org.headgate.deploy.internal.drop;

import java.io.IOException;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/** What a jar says about itself. @param signers who vouches for all of it */
record Candidate(String symbolicName, Version version, boolean singleton, Set<CodeSigner> signers) {

    /** @throws IOException where the file is no complete jar, for example because it is still being written */
    static Candidate read(Path file) throws IOException, Refused {
        try (JarFile jar = new JarFile(file.toFile(), true)) {
            Set<CodeSigner> signers = SignedZip.signers(jar);
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
            return new Candidate(
                    name.split(";")[0].strip(),
                    version(main.getValue(Constants.BUNDLE_VERSION)),
                    name.replace(" ", "").contains("singleton:=true"),
                    signers);
        }
    }

    private static Version version(String text) throws Refused {
        try {
            return Version.parseVersion(text);
        } catch (IllegalArgumentException e) {
            throw new Refused(
                    "invalid_bundle",
                    "Its Bundle-Version is none of OSGi: " + e.getMessage() + ".",
                    "Correct its manifest and drop it again.");
        }
    }

    String name() {
        return symbolicName + " " + version;
    }
}
