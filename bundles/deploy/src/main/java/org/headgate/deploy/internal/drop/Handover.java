package org.headgate.deploy.internal.drop;

import java.io.IOException;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.jar.JarFile;
import java.util.zip.ZipException;
import org.headgate.api.drop.DropRefused;
import org.headgate.api.drop.DropTaker;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands device packs to who takes them; they are no bundles, and hold no Java. */
@Component(service = Handover.class)
public final class Handover {
    private static final Logger LOG = LoggerFactory.getLogger(Handover.class);
    private static final String PACK = ".devicepack";

    private final List<DropTaker> takers = new CopyOnWriteArrayList<>();

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addTaker(DropTaker taker) {
        takers.add(taker);
    }

    void removeTaker(DropTaker taker) {
        takers.remove(taker);
    }

    static boolean isPack(String name) {
        return name.endsWith(PACK);
    }

    /** Whether another takes it now than the one that took it. */
    boolean isNew(Dropped dropped) {
        return find(dropped.name()) != dropped.taker;
    }

    private @Nullable DropTaker find(String name) {
        return takers.stream()
                .filter(taker -> name.endsWith(taker.suffix()))
                .findFirst()
                .orElse(null);
    }

    /** A pack holds no Java and runs within bounds: nobody need have signed it, but who did shall have signed all of it. */
    Note take(Dropped dropped, Path content, Trust trust) throws Refused, IOException {
        DropTaker taker = find(dropped.name());
        dropped.taker = taker;
        if (taker == null) {
            return new Note(
                    "waiting",
                    "no_taker",
                    "",
                    "Nothing takes device packs here.",
                    "Add profile-ts013 to 'features' in conf/headgate.cfg, and restart.");
        }
        String signed = signed(content, trust);
        try {
            String what = taker.take(dropped.name(), content);
            LOG.info("deploy/{}: {} is in use.", dropped.name(), what);
            return Note.active(what, "It is in use; " + signed + ".");
        } catch (DropRefused e) {
            throw new Refused(e.code(), String.valueOf(e.getMessage()), e.remedy());
        }
    }

    private static String signed(Path file, Trust trust) throws Refused, IOException {
        try (JarFile zip = new JarFile(file.toFile(), true)) {
            Set<CodeSigner> signers = SignedZip.signers(zip);
            if (signers.isEmpty()) {
                return "nobody signed it";
            }
            return trust.behind(signers)
                    .map(name -> name + " vouches for it")
                    .orElseGet(() -> Trust.name(signers) + " signed it, whom nothing in conf/trust/ stands behind");
        } catch (ZipException e) {
            throw new Refused(
                    "pack_broken",
                    "The file is no zip: " + e.getMessage() + ".",
                    "Make it with 'headgate pack build', and drop it again.");
        }
    }

    void remove(Dropped gone) {
        if (gone.taker != null) {
            gone.taker.remove(gone.name());
            gone.taker = null;
        }
    }
}
