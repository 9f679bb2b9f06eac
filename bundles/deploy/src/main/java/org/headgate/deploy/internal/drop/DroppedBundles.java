package org.headgate.deploy.internal.drop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Stream;
import org.headgate.api.profile.ProfileProperties;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleRevision;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which dropped bundles may come in, and what runs of them. For one thread. */
final class DroppedBundles {
    private static final Logger LOG = LoggerFactory.getLogger(DroppedBundles.class);
    private static final String LOCATION = "deploy:";

    private final Installer installer;
    private final Trust trust;
    private final Path shipped;
    private int installs;

    /** @param shipped where the bundles are that came with the gateway */
    DroppedBundles(Installer installer, Trust trust, Path shipped) {
        this.installer = installer;
        this.trust = trust;
        this.shipped = shipped;
    }

    /** Makes {@code content} run as what {@code dropped} holds. What ran before is {@code previous}, and runs on where this is refused. */
    Note take(Dropped dropped, Path content, @Nullable Path previous, Collection<Dropped> all, Rules rules)
            throws Refused, IOException {
        Candidate candidate = Candidate.read(content);
        Note note = admit(dropped, candidate, content, all, rules);
        run(dropped, candidate, content, previous);
        dropped.candidate = candidate;
        return note;
    }

    /** Whether it may come in, or run on, and with what note. */
    Note admit(Dropped dropped, Candidate candidate, Path content, Collection<Dropped> all, Rules rules)
            throws Refused, IOException {
        Optional<String> behind = vouches(candidate, content);
        if (behind.isEmpty() && !rules.unsigned()) {
            throw candidate.signers().isEmpty() ? unsigned() : unknownSigner(candidate);
        }
        for (Dropped other : all) {
            Bundle running = other.bundle;
            if (other != dropped && running != null && candidate.symbolicName().equals(running.getSymbolicName())) {
                throw new Refused(
                        "duplicate",
                        "deploy/" + other.name() + " already holds " + candidate.symbolicName() + " "
                                + running.getVersion() + ".",
                        "Keep one of the two files.");
            }
        }
        Bundle installed = installer.find(candidate.symbolicName());
        boolean takesAPlace = dropped.original != null;
        if (installed != null && installed != dropped.bundle) {
            takesAPlace = true;
            if (!rules.replace() && !isProfile(installed)) {
                throw new Refused(
                        "part_of_the_gateway",
                        candidate.symbolicName()
                                + " is part of the gateway itself, of which only device profiles can be replaced here.",
                        "Install another version of the gateway; for development set 'replace = true' in conf/deploy.cfg.");
            }
        }
        if (installed != null && candidate.version().compareTo(installed.getVersion()) < 0 && !rules.downgrade()) {
            throw new Refused(
                    "downgrade",
                    "It is " + candidate.name() + ", older than the " + installed.getVersion() + " that runs.",
                    "To go back nevertheless, set 'downgrade = true' in conf/deploy.cfg.");
        }
        return activeNote(candidate, behind, takesAPlace);
    }

    /** Who stands behind it: the name of a file in {@code conf/trust/}, or the gateway's archive that holds the very same file. */
    private Optional<String> vouches(Candidate candidate, Path content) throws IOException {
        Optional<String> signer = trust.behind(candidate.signers());
        return signer.isEmpty() && came(candidate, content) ? Optional.of("the gateway, with which it came,") : signer;
    }

    private boolean came(Candidate candidate, Path content) throws IOException {
        long size = Files.size(content);
        try (Stream<Path> files = Files.walk(shipped)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (file.getFileName().toString().startsWith(candidate.symbolicName())
                        && Files.isRegularFile(file)
                        && Files.size(file) == size
                        && Files.mismatch(file, content) < 0) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Note activeNote(Candidate candidate, Optional<String> behind, boolean takesAPlace) {
        String replaced = takesAPlace ? " It takes the place of the one that came with the gateway." : "";
        if (behind.isPresent()) {
            return Note.active(candidate.name(), "It runs, and " + behind.get() + " vouches for it." + replaced);
        }
        String who = candidate.signers().isEmpty()
                ? "nobody signed it"
                : "you do not trust " + Trust.name(candidate.signers()) + ", who signed it";
        return Note.unsigned(
                candidate.name(),
                "It runs, and " + who + ": a bundle can do all that the gateway can." + replaced,
                "Make sure that you know where the file comes from. To take only what those in conf/trust/ signed, set 'unsigned = false' in conf/deploy.cfg.");
    }

    private static Refused unsigned() {
        return new Refused(
                "unsigned",
                "Nobody signed the bundle, and it could do all that the gateway can.",
                "Get a signed one; if it is yours, make a key with 'headgate init' and sign it with jarsigner; or set 'unsigned = true' in conf/deploy.cfg to take whatever is dropped.");
    }

    private static Refused unknownSigner(Candidate candidate) {
        return new Refused(
                "unknown_signer",
                Trust.name(candidate.signers()) + " signed it, whom no certificate in conf/trust/ stands behind.",
                "If you trust the signer with all that the gateway can do, get the certificate from a place that you know, and put it into conf/trust/ as a file that ends in .pem; it is looked at again by itself.");
    }

    private static boolean isProfile(Bundle bundle) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        return bundle.getSymbolicName().startsWith("org.headgate.profile.")
                || revision != null
                        && !revision.getDeclaredCapabilities(ProfileProperties.NAMESPACE)
                                .isEmpty();
    }

    private void run(Dropped dropped, Candidate candidate, Path content, @Nullable Path previous)
            throws Refused, IOException {
        Bundle before = dropped.bundle;
        Path beforeOriginal = dropped.original;
        Bundle target = installer.find(candidate.symbolicName());
        installer.tryOut(content, candidate, target != null);
        if (target == null) {
            dropped.bundle = installer.install(LOCATION + ++installs + ":" + dropped.name(), content);
            dropped.original = null;
        } else {
            Path origin = target == before ? beforeOriginal : Installer.origin(target);
            Path back = target == before ? previous : origin;
            installer.replace(target, content, back == null ? content : back);
            dropped.bundle = target;
            dropped.original = origin;
        }
        if (before != null && before != dropped.bundle) {
            end(before, beforeOriginal);
        }
    }

    /** Ends what runs of a file; what came with the gateway is put back in its place. */
    void stop(Dropped dropped) {
        if (dropped.bundle != null) {
            end(dropped.bundle, dropped.original);
        }
        dropped.bundle = null;
        dropped.original = null;
        dropped.candidate = null;
    }

    private void end(Bundle bundle, @Nullable Path original) {
        if (original == null) {
            installer.uninstall(bundle);
            return;
        }
        try {
            installer.replace(bundle, original, original);
        } catch (Refused | IOException e) {
            LOG.warn("{} as it came with the gateway does not start: {}", bundle.getSymbolicName(), e.getMessage());
        }
    }

    void close() {
        installer.close();
    }
}
