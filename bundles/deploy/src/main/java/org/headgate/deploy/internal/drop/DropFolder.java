package org.headgate.deploy.internal.drop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import org.headgate.api.Home;
import org.headgate.api.status.Problem;
import org.headgate.deploy.internal.Poll;
import org.headgate.deploy.internal.Worker;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes what is dropped into {@code deploy/} run, and no longer run once its file is gone. What a file held last that ran is kept, and runs on where a newer content
 * is refused.
 */
@Component(service = DropFolder.class, configurationPid = "deploy", configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = DropFolder.Config.class)
public final class DropFolder {
    private static final Logger LOG = LoggerFactory.getLogger(DropFolder.class);
    private static final int POLL_MILLIS = 500;
    /** A file this old was not being written when the gateway started. */
    private static final long SETTLED_MILLIS = 5_000;
    /** Nobody writes a file on this slowly: what is not whole by then stays so. */
    private static final long BROKEN_MILLIS = 30_000;
    /** What is left free on the disk at least: the journal needs it more. */
    private static final long SPARE_BYTES = 32L << 20;

    private static final String NO_SPACE = "no_space";

    @ObjectClassDefinition(
            name = "Bundles dropped into deploy/",
            description = "Bundles and device packs that are installed while the gateway runs.")
    public @interface Config {
        @AttributeDefinition(
                name = "Unsigned bundles",
                description =
                        "Whether bundles are taken that none of those in conf/trust/ signed, and that did not come with the gateway. Each is named in the status with a warning.")
        boolean unsigned() default false;

        @AttributeDefinition(
                name = "Replace any bundle",
                description =
                        "Whether a dropped bundle may take the place of any installed bundle of the same symbolic name, not only of a device profile. For development.")
        boolean replace() default false;

        @AttributeDefinition(
                name = "Downgrade",
                description = "Whether a dropped bundle may take the place of a newer version of itself.")
        boolean downgrade() default false;

        @AttributeDefinition(
                name = "Time to start",
                description =
                        "Seconds that a dropped bundle may take to start or to stop. Then it is refused, and what ran before runs on.",
                min = "1",
                max = "600")
        int start_seconds() default 30;
    }

    private final Path folder;
    private final Path copies;
    private final Kept kept;
    private final Trust trust;
    private final DroppedBundles bundles;
    private final Handover handover;
    private final Poll poll;
    private final Map<String, Dropped> known = new TreeMap<>();
    private volatile Config config;
    private volatile Map<String, Note> notes = Map.of();
    private Rules rules;
    private boolean begun;
    private int copyCount;

    @Activate
    public DropFolder(
            BundleContext context,
            @Reference ScheduledExecutorService scheduler,
            @Reference ServiceComponentRuntime components,
            @Reference Worker worker,
            @Reference Handover handover,
            Config config) {
        Home home = new Home(Path.of(context.getProperty(Home.PROPERTY)));
        this.folder = home.deploy();
        this.copies = home.cache().resolve("deploy");
        this.kept = new Kept(folder.resolve(".running"));
        this.trust = new Trust(home.conf().resolve("trust"));
        this.bundles = new DroppedBundles(
                new Installer(context, components, () -> this.config.start_seconds()),
                trust,
                Path.of(context.getProperty(Home.INSTALLED)).resolve("system"));
        this.handover = handover;
        this.config = config;
        this.rules = Rules.of(config);
        this.poll = new Poll(scheduler, worker, POLL_MILLIS, this::scan);
        poll.now();
    }

    @Modified
    void modified(Config changed) {
        this.config = changed;
        poll.now();
    }

    @Deactivate
    void close() {
        poll.close();
        bundles.close();
    }

    /** What became of each file, by its name. */
    public List<Problem> problems() {
        List<Problem> problems = new ArrayList<>();
        notes.forEach((name, note) -> {
            if (note.isRefused()
                    || note.code().equals("unsigned")
                    || note.code().equals(NO_SPACE)) {
                problems.add(new Problem(
                        note.code(), "deploy/" + name + ": " + note.reason(), note.remedy(), note.isRefused()));
            }
        });
        return problems;
    }

    public long count(String state) {
        return notes.values().stream()
                .filter(note -> note.state().equals(state))
                .count();
    }

    private void scan() {
        try {
            boolean newRules = trust.look();
            Rules now = Rules.of(config);
            newRules |= !now.equals(rules);
            rules = now;
            Map<String, Path> present = list();
            if (!begun) {
                kept.retain(present.keySet());
                begun = true;
            }
            for (Dropped gone : List.copyOf(known.values())) {
                if (!present.containsKey(gone.name())) {
                    remove(gone);
                }
            }
            for (Path file : present.values()) {
                look(known.computeIfAbsent(file.getFileName().toString(), name -> new Dropped(file)), newRules);
            }
        } catch (IOException e) {
            LOG.warn("{} or {} cannot be read: {}", folder, "conf/trust", e.toString());
        }
        Map<String, Note> now = new TreeMap<>();
        known.forEach((name, dropped) -> now.put(name, dropped.note));
        notes = now;
    }

    private Map<String, Path> list() throws IOException {
        Map<String, Path> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(folder)) {
            all.filter(file -> isOurs(file.getFileName().toString()))
                    .forEach(file -> files.put(file.getFileName().toString(), file));
        }
        return files;
    }

    private static boolean isOurs(String name) {
        return !name.startsWith(".") && (name.endsWith(".jar") || Handover.isPack(name));
    }

    private void look(Dropped dropped, boolean newRules) {
        try {
            Stamp stamp = Stamp.of(dropped.file);
            boolean again = Handover.isPack(dropped.name()) && handover.isNew(dropped);
            if (stamp.equals(dropped.handled) && !again) {
                if (newRules) {
                    judgeAgain(dropped, stamp);
                }
                return;
            }
            boolean still = stamp.equals(dropped.seen)
                    || dropped.seen == null && System.currentTimeMillis() - stamp.modified() > SETTLED_MILLIS;
            dropped.seen = stamp;
            if (still) {
                take(dropped, stamp);
            }
        } catch (ZipException e) {
            broken(dropped, e);
        } catch (IOException e) {
            note(dropped, Note.waiting("It cannot be read yet: " + e.getMessage() + "."));
        }
    }

    private void broken(Dropped dropped, ZipException e) {
        Stamp stamp = dropped.seen;
        if (stamp != null && System.currentTimeMillis() - stamp.modified() > BROKEN_MILLIS) {
            dropped.handled = stamp;
            refuse(
                    dropped,
                    new Refused(
                            "broken",
                            "It is no whole jar, and nobody writes it on: " + e.getMessage() + ".",
                            "Get it again, copy it under a temporary name, then rename it."));
        } else {
            note(dropped, Note.waiting("It cannot be read yet: " + e.getMessage() + "."));
        }
    }

    /** The operator trusts others than before, or lets other things in. */
    private void judgeAgain(Dropped dropped, Stamp stamp) throws IOException {
        boolean wasRefused = dropped.note.isRefused();
        Candidate candidate = dropped.candidate;
        if (candidate != null) {
            try {
                Path content = kept.of(dropped.name()).orElse(dropped.file);
                Note note = bundles.admit(dropped, candidate, content, known.values(), rules);
                note(dropped, wasRefused ? dropped.note : note);
            } catch (Refused refused) {
                bundles.stop(dropped);
                refuse(dropped, refused);
            }
        }
        if (wasRefused) {
            take(dropped, stamp);
        }
    }

    private void take(Dropped dropped, Stamp stamp) throws IOException {
        if (!hasSpace(dropped, stamp)) {
            return;
        }
        Path copy = Files.createDirectories(copies).resolve(++copyCount + "-" + dropped.name());
        try {
            Files.copy(dropped.file, copy, StandardCopyOption.REPLACE_EXISTING);
            if (!Stamp.of(dropped.file).equals(stamp)) {
                return;
            }
            resume(dropped, copy);
            ownWord(dropped.file);
            Note note = accept(dropped, copy);
            if (runs(dropped)) {
                kept.keep(dropped.name(), copy);
            }
            note(dropped, note);
            LOG.info("deploy/{}: {} {}", dropped.name(), note.bundle(), note.reason());
        } catch (Refused refused) {
            refuse(dropped, refused);
        } finally {
            Files.deleteIfExists(copy);
        }
        dropped.handled = stamp;
    }

    /** A pack does not run any more where who took it has gone for another. */
    private boolean runs(Dropped dropped) {
        return dropped.bundle != null || dropped.taker != null && !handover.isNew(dropped);
    }

    private Note accept(Dropped dropped, Path content) throws Refused, IOException {
        return Handover.isPack(dropped.name())
                ? handover.take(dropped, content, trust)
                : bundles.take(dropped, content, kept.of(dropped.name()).orElse(null), known.values(), rules);
    }

    /** After a restart, what ran last runs first: a newer content is an update of it, as it was before. */
    private void resume(Dropped dropped, Path content) throws IOException {
        Path last = kept.of(dropped.name()).orElse(null);
        if (runs(dropped) || last == null || Files.mismatch(last, content) < 0) {
            return;
        }
        try {
            accept(dropped, last);
        } catch (Refused | IOException e) {
            LOG.warn("What ran last of deploy/{} runs no more: {}", dropped.name(), e.getMessage());
        }
    }

    private void refuse(Dropped dropped, Refused refused) {
        Candidate running = dropped.candidate;
        note(dropped, Note.refused(running == null ? "" : running.name() + ", as before", refused));
        LOG.warn(
                "deploy/{} is refused ({}): {} {}",
                dropped.name(),
                refused.code(),
                refused.getMessage(),
                refused.remedy());
    }

    private boolean hasSpace(Dropped dropped, Stamp stamp) throws IOException {
        long needed = 3 * stamp.size() + SPARE_BYTES;
        long free = Files.getFileStore(folder).getUsableSpace();
        if (free >= needed) {
            return true;
        }
        note(
                dropped,
                new Note(
                        "waiting",
                        NO_SPACE,
                        "",
                        "It needs " + (needed >> 20) + " MiB on the disk, of which " + (free >> 20) + " MiB are free.",
                        "Make room; it is taken then by itself."));
        return false;
    }

    /** Whoever can write here can run any code as the gateway: that shall not be every user of the machine. */
    private void ownWord(Path file) throws IOException, Refused {
        for (Path path : List.of(folder, file)) {
            PosixFileAttributeView posix = Files.getFileAttributeView(path, PosixFileAttributeView.class);
            if (posix != null && posix.readAttributes().permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
                throw new Refused(
                        "writable_by_others",
                        "Every user of this machine may write to " + path + ".",
                        "Find out who put the file there, run: chmod o-w '" + path + "', then drop it again.");
            }
        }
    }

    private void remove(Dropped gone) {
        Bundle bundle = gone.bundle;
        String was = bundle == null ? "it was not running" : bundle.getSymbolicName() + " is removed";
        handover.remove(gone);
        bundles.stop(gone);
        known.remove(gone.name());
        try {
            kept.forget(gone.name());
            Files.deleteIfExists(Note.beside(gone.file));
        } catch (IOException e) {
            LOG.warn("What is kept of deploy/{} cannot be deleted: {}", gone.name(), e.toString());
        }
        LOG.info("deploy/{} is gone; {}.", gone.name(), was);
    }

    private static void note(Dropped dropped, Note note) {
        if (note.equals(dropped.note)) {
            return;
        }
        dropped.note = note;
        try {
            note.write(dropped.file);
        } catch (IOException e) {
            LOG.warn("{} cannot be written: {}", Note.beside(dropped.file), e.toString());
        }
    }
}
