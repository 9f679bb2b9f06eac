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
import org.headgate.api.Home;
import org.headgate.api.profile.ProfileProperties;
import org.headgate.api.status.Problem;
import org.headgate.deploy.internal.Poll;
import org.headgate.deploy.internal.Worker;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the bundles in {@code deploy/} run, and no longer run once their file is gone. */
@Component(service = DropFolder.class, configurationPid = "deploy", configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = DropFolder.Config.class)
public final class DropFolder {
    private static final Logger LOG = LoggerFactory.getLogger(DropFolder.class);
    private static final int POLL_MILLIS = 500;
    /** A file this old was not being written when the gateway started. */
    private static final long SETTLED_MILLIS = 5_000;

    private static final String LOCATION = "deploy:";

    @ObjectClassDefinition(
            name = "Bundles dropped into deploy/",
            description = "Bundles and device packs that are installed while the gateway runs.")
    public @interface Config {
        @AttributeDefinition(
                name = "Unsigned bundles",
                description =
                        "Whether bundles that nobody signed are taken. Each is named in the status with a warning.")
        boolean unsigned() default true;

        @AttributeDefinition(
                name = "Replace any bundle",
                description =
                        "Whether a dropped bundle may take the place of any installed bundle of the same symbolic name, not only of a device profile. For development.")
        boolean replace() default false;
    }

    private final Path folder;
    private final Path copies;
    private final Installer installer;
    private final Handover handover;
    private final Poll poll;
    private final Map<String, Dropped> known = new TreeMap<>();
    private volatile Config config;
    private volatile Map<String, Note> notes = Map.of();
    private int copyCount;

    @Activate
    public DropFolder(
            BundleContext context,
            @Reference ScheduledExecutorService scheduler,
            @Reference Worker worker,
            @Reference Handover handover,
            Config config) {
        Home home = new Home(Path.of(context.getProperty(Home.PROPERTY)));
        this.folder = home.deploy();
        this.copies = home.cache().resolve("deploy");
        this.installer = new Installer(context);
        this.handover = handover;
        this.config = config;
        this.poll = new Poll(scheduler, worker, POLL_MILLIS, this::scan);
        poll.now();
    }

    @Modified
    void modified(Config changed) {
        this.config = changed;
    }

    @Deactivate
    void close() {
        poll.close();
    }

    /** What became of each file, by its name. */
    public List<Problem> problems() {
        List<Problem> problems = new ArrayList<>();
        notes.forEach((name, note) -> {
            if (note.state().equals("refused")) {
                problems.add(new Problem(note.code(), "deploy/" + name + ": " + note.reason(), note.remedy(), true));
            } else if (note.code().equals("unsigned")) {
                problems.add(new Problem(note.code(), "deploy/" + name + ": " + note.reason(), note.remedy(), false));
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
            Map<String, Path> present = list();
            for (Dropped gone : List.copyOf(known.values())) {
                if (!present.containsKey(gone.name())) {
                    remove(gone);
                }
            }
            for (Path file : present.values()) {
                look(known.computeIfAbsent(file.getFileName().toString(), name -> new Dropped(file)));
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be read: {}", folder, e.toString());
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

    private void look(Dropped dropped) {
        try {
            Stamp stamp = Stamp.of(dropped.file);
            boolean again = Handover.isPack(dropped.name()) && handover.isNew(dropped);
            if (stamp.equals(dropped.handled) && !again) {
                return;
            }
            boolean still = stamp.equals(dropped.seen)
                    || dropped.seen == null && System.currentTimeMillis() - stamp.modified() > SETTLED_MILLIS;
            dropped.seen = stamp;
            if (still) {
                take(dropped, stamp);
            }
        } catch (IOException e) {
            note(dropped, Note.waiting("It cannot be read yet: " + e.getMessage() + "."));
        }
    }

    private void take(Dropped dropped, Stamp stamp) throws IOException {
        Files.createDirectories(copies);
        Path copy = copies.resolve(++copyCount + "-" + dropped.name());
        Files.copy(dropped.file, copy, StandardCopyOption.REPLACE_EXISTING);
        if (!Stamp.of(dropped.file).equals(stamp)) {
            Files.deleteIfExists(copy);
            return;
        }
        String name = "";
        try {
            ownWord(dropped.file);
            if (Handover.isPack(dropped.name())) {
                note(dropped, handover.take(dropped, copy, config.unsigned()));
                Files.deleteIfExists(copy);
                dropped.handled = stamp;
                return;
            }
            Candidate candidate = Candidate.read(copy);
            name = Note.name(candidate);
            admit(dropped, candidate);
            run(dropped, candidate, copy);
            note(dropped, activeNote(dropped, candidate));
            LOG.info("deploy/{}: {} is active.", dropped.name(), name);
        } catch (Refused refused) {
            Files.deleteIfExists(copy);
            note(dropped, Note.refused(name, refused));
            LOG.warn(
                    "deploy/{} is refused ({}): {} {}",
                    dropped.name(),
                    refused.code(),
                    refused.getMessage(),
                    refused.remedy());
        }
        dropped.handled = stamp;
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

    private static Note activeNote(Dropped dropped, Candidate candidate) {
        String replaced = dropped.original == null ? "" : " It takes the place of the one that came with the gateway.";
        return candidate.signed()
                ? Note.active(candidate, "It runs." + replaced, "")
                : Note.active(
                        candidate,
                        "It runs, and nobody signed it: whoever can write to deploy/ can run any code here." + replaced,
                        "Make sure that you know where the file comes from. To take signed bundles only, set 'unsigned = false' in conf/deploy.cfg.");
    }

    private void admit(Dropped dropped, Candidate candidate) throws Refused {
        if (!candidate.signed() && !config.unsigned()) {
            throw new Refused(
                    "unsigned",
                    "Nobody signed the bundle, and deploy.unsigned is false.",
                    "Get a signed one, or set 'unsigned = true' in conf/deploy.cfg.");
        }
        for (Dropped other : known.values()) {
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
        if (installed != null && installed != dropped.bundle && !config.replace() && !isProfile(installed)) {
            throw new Refused(
                    "part_of_the_gateway",
                    candidate.symbolicName()
                            + " is part of the gateway itself, of which only device profiles can be replaced here.",
                    "Install another version of the gateway; for development set 'replace = true' in conf/deploy.cfg.");
        }
    }

    private static boolean isProfile(Bundle bundle) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        return bundle.getSymbolicName().startsWith("org.headgate.profile.")
                || revision != null
                        && !revision.getDeclaredCapabilities(ProfileProperties.NAMESPACE)
                                .isEmpty();
    }

    private void run(Dropped dropped, Candidate candidate, Path copy) throws Refused, IOException {
        Bundle before = dropped.bundle;
        Bundle target = installer.find(candidate.symbolicName());
        installer.tryOut(copy, candidate, target != null);
        if (before != null && before != target) {
            stopRunning(dropped);
        }
        if (target == null) {
            dropped.bundle = installer.install(LOCATION + dropped.name(), copy);
        } else {
            Path origin = target == dropped.bundle ? dropped.original : Installer.origin(target);
            Path previous = target == dropped.bundle ? dropped.copy : origin;
            installer.replace(target, copy, previous == null ? copy : previous);
            dropped.bundle = target;
            dropped.original = origin;
        }
        deleteCopy(dropped.copy);
        dropped.copy = copy;
    }

    private void remove(Dropped gone) {
        String was = gone.bundle == null ? "it was not running" : gone.bundle.getSymbolicName() + " is removed";
        handover.remove(gone);
        stopRunning(gone);
        known.remove(gone.name());
        try {
            Files.deleteIfExists(Note.beside(gone.file));
        } catch (IOException e) {
            LOG.warn("{} cannot be deleted: {}", Note.beside(gone.file), e.toString());
        }
        LOG.info("deploy/{} is gone; {}.", gone.name(), was);
    }

    private void stopRunning(Dropped dropped) {
        Bundle bundle = dropped.bundle;
        Path original = dropped.original;
        if (bundle != null && original == null) {
            installer.uninstall(bundle);
        } else if (bundle != null) {
            try {
                installer.replace(bundle, original, original);
            } catch (Refused | IOException e) {
                LOG.warn("{} as it came with the gateway does not start: {}", bundle.getSymbolicName(), e.getMessage());
            }
        }
        deleteCopy(dropped.copy);
        dropped.bundle = null;
        dropped.original = null;
        dropped.copy = null;
    }

    private static void deleteCopy(@Nullable Path copy) {
        try {
            if (copy != null) {
                Files.deleteIfExists(copy);
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be deleted: {}", copy, e.toString());
        }
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
