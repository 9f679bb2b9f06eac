package org.headgate.deploy.internal.drop;

import java.io.IOException;
import java.io.InputStream;
import java.security.CodeSigner;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * Reads a jar or a device pack through before anything of it runs: whether it is whole, keeps within bounds, and who signed all of it. The signature is that of
 * {@code jarsigner}, which is OSGi's too (Core 8, 2.3).
 */
final class SignedZip {
    /** Many times what the largest bundle of the gateway holds; a zip bomb holds more. */
    private static final long MAX_BYTES = 256L << 20;

    private static final int MAX_ENTRIES = 20_000;
    private static final Set<String> SIGNATURE_ENDS = Set.of(".SF", ".DSA", ".RSA", ".EC");

    private final Set<String> names = new HashSet<>();
    private final byte[] buffer = new byte[8192];
    private long bytes;
    private boolean signatureFound;
    private @Nullable Set<CodeSigner> common;
    private @Nullable String unsigned;

    private SignedZip() {}

    /**
     * Who vouches for every file in it; nobody where none is signed.
     *
     * @throws IOException where it is no whole zip, for example because it is still being written
     * @throws Refused where it was changed after it was signed, is signed in part, or is none that anybody would make in good faith
     */
    static Set<CodeSigner> signers(JarFile jar) throws IOException, Refused {
        try {
            SignedZip zip = new SignedZip();
            for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
                zip.read(jar, entries.nextElement());
            }
            return zip.all(jar.getManifest());
        } catch (SecurityException e) {
            throw changed(e.getMessage());
        }
    }

    private void read(JarFile jar, JarEntry entry) throws IOException, Refused {
        String name = entry.getName();
        if (!names.add(name) || names.size() > MAX_ENTRIES) {
            throw hostile(
                    names.size() > MAX_ENTRIES
                            ? "It has more than " + MAX_ENTRIES + " entries."
                            : "It has two entries of the name " + name + ".");
        }
        if (name.startsWith("/")
                || name.contains("\\")
                || List.of(name.split("/")).contains("..")) {
            throw hostile("Its entry " + name + " climbs out of the file.");
        }
        try (InputStream in = jar.getInputStream(entry)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                bytes += read;
                if (bytes > MAX_BYTES) {
                    throw hostile("Unpacked it has more than " + (MAX_BYTES >> 20) + " MiB.");
                }
            }
        }
        if (isSignature(name)) {
            signatureFound = true;
        } else if (!entry.isDirectory() && !name.equals(JarFile.MANIFEST_NAME)) {
            count(name, entry.getCodeSigners());
        }
    }

    private void count(String name, CodeSigner @Nullable [] signers) {
        if (signers == null) {
            unsigned = name;
        } else if (common == null) {
            common = new LinkedHashSet<>(List.of(signers));
        } else {
            common.retainAll(List.of(signers));
        }
    }

    private Set<CodeSigner> all(@Nullable Manifest manifest) throws Refused {
        if (common == null && !signatureFound) {
            return Set.of();
        }
        if (common == null) {
            throw changed("this Java accepts no signature in it, since it is damaged or its algorithm is too weak");
        }
        if (unsigned != null || common.isEmpty()) {
            throw new Refused(
                    "partly_signed",
                    unsigned == null
                            ? "No signer vouches for all of the file."
                            : "The file is signed, and the signature does not cover " + unsigned + ".",
                    "Get it again from its author: somebody may have added to it.");
        }
        if (manifest != null) {
            for (String name : manifest.getEntries().keySet()) {
                if (!names.contains(name)) {
                    throw changed(name + " is missing");
                }
            }
        }
        return common;
    }

    private static boolean isSignature(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        if (!upper.startsWith("META-INF/") || upper.indexOf('/', "META-INF/".length()) >= 0) {
            return false;
        }
        return upper.startsWith("META-INF/SIG-") || SIGNATURE_ENDS.stream().anyMatch(upper::endsWith);
    }

    private static Refused changed(@Nullable String how) {
        return new Refused(
                "bad_signature",
                "The file is signed and was changed afterwards: " + how + ".",
                "Get it again from its author.");
    }

    private static Refused hostile(String what) {
        return new Refused("hostile_file", what, "Delete it, and find out who made it.");
    }
}
