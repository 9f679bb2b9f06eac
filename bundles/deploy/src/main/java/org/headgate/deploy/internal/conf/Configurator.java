package org.headgate.deploy.internal.conf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import org.headgate.api.Home;
import org.headgate.api.status.Problem;
import org.headgate.deploy.internal.Poll;
import org.headgate.deploy.internal.Worker;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleListener;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.MetaTypeService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives every component that has a metatype its configuration, once all bundles have started, and again when a file or a bundle changes. */
@Component(service = Configurator.class)
public final class Configurator {
    private static final Logger LOG = LoggerFactory.getLogger(Configurator.class);
    private static final int POLL_MILLIS = 1000;

    private final BundleContext context;
    private final ConfigurationAdmin admin;
    private final Schemas schemas;
    private final Path conf;
    private final Poll poll;
    private final AtomicLong bundleChanges = new AtomicLong();
    private final BundleListener onBundle;
    private final FrameworkListener onFramework;

    private String applied = "";
    private final Map<String, Map<String, Object>> current = new HashMap<>();
    private volatile State state = new State(false, List.of(), Map.of(), List.of());

    /**
     * @param done whether all has been configured at least once
     * @param configured components that have their configuration, and whether they listen on a port
     * @param refused what is wrong with {@code --set}, for the operator
     */
    public record State(boolean done, List<Problem> problems, Map<String, Boolean> configured, List<String> refused) {}

    @Activate
    public Configurator(
            BundleContext context,
            @Reference ConfigurationAdmin admin,
            @Reference MetaTypeService metatype,
            @Reference ScheduledExecutorService scheduler,
            @Reference Worker worker) {
        this.context = context;
        this.admin = admin;
        this.schemas = new Schemas(metatype);
        this.conf = new Home(Path.of(context.getProperty(Home.PROPERTY))).conf();
        this.poll = new Poll(scheduler, worker, POLL_MILLIS, this::scan);
        this.onBundle = event -> {
            bundleChanges.incrementAndGet();
            poll.now();
        };
        this.onFramework = event -> {
            if (event.getType() == FrameworkEvent.STARTED) {
                poll.now();
            }
        };
        context.addBundleListener(onBundle);
        context.addFrameworkListener(onFramework);
        poll.now();
    }

    @Deactivate
    void close() {
        poll.close();
        context.removeBundleListener(onBundle);
        context.removeFrameworkListener(onFramework);
    }

    public State state() {
        return state;
    }

    private void scan() {
        if (context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).getState() != Bundle.ACTIVE) {
            return;
        }
        try {
            String stamp = stamp();
            if (!stamp.equals(applied)) {
                apply();
                applied = stamp;
            }
        } catch (IOException e) {
            Problem problem = new Problem(
                    "conf_unreadable",
                    conf + " cannot be read: " + e + ".",
                    "Make the folder readable and writable for the user that runs the gateway.",
                    true);
            state = new State(state.done(), List.of(problem), state.configured(), state.refused());
        }
    }

    private String stamp() throws IOException {
        StringBuilder stamp = new StringBuilder().append(bundleChanges.get());
        for (Path file : Settings.files(conf)) {
            stamp.append('|')
                    .append(file.getFileName())
                    .append(':')
                    .append(Files.size(file))
                    .append(':')
                    .append(Files.getLastModifiedTime(file).toMillis());
        }
        return stamp.toString();
    }

    private void apply() throws IOException {
        Map<String, Schema> known = schemas.read(context);
        Samples.write(conf, known);
        Settings settings = Settings.read(
                conf,
                context.getProperty("headgate.settings.features"),
                context.getProperty("headgate.settings.command"));
        Map<String, Fault> unreadable = settings.unreadable();
        List<Fault> faults = new ArrayList<>(unreadable.values());
        Set<String> wanted = new TreeSet<>();
        for (Map.Entry<String, Map<String, Setting>> entry :
                withDefaults(settings, known).entrySet()) {
            String component = entry.getKey();
            Schema schema = known.get(pid(component));
            if (schema == null || schema.factory() != component.contains("~")) {
                faults.addAll(notInstalled(component, entry.getValue(), known));
                continue;
            }
            wanted.add(component);
            Schema.Configured configured = schema.configure(entry.getValue());
            faults.addAll(configured.faults());
            if (configured.faults().isEmpty() && !unreadable.containsKey(component)) {
                update(component, configured.values());
            }
        }
        deleteExcept(wanted);
        publish(faults, known);
    }

    private static Map<String, Map<String, Setting>> withDefaults(Settings settings, Map<String, Schema> known) {
        Map<String, Map<String, Setting>> all = new TreeMap<>(settings.byComponent());
        for (Schema schema : known.values()) {
            if (!schema.factory()) {
                all.putIfAbsent(schema.pid(), Map.of());
            }
        }
        settings.unreadable().keySet().forEach(component -> {
            if (known.containsKey(pid(component))) {
                all.putIfAbsent(component, Map.of());
            }
        });
        return all;
    }

    private static List<Fault> notInstalled(
            String component, Map<String, Setting> settings, Map<String, Schema> known) {
        boolean named = component.contains("~");
        Schema schema = known.get(pid(component));
        String reason;
        String remedy;
        if (schema == null) {
            reason = "'" + component + "' is set and is not installed; it is ignored.";
            remedy = Nearest.of(pid(component), known.keySet())
                            .map(name -> "Did you mean '" + name + "'? ")
                            .orElse("")
                    + "Add the feature that holds it to 'features' in conf/headgate.cfg, or remove the setting.";
        } else if (named) {
            reason = "There is only one '" + schema.pid() + "'; '" + component + "' is ignored.";
            remedy = "Use conf/" + schema.pid() + ".cfg.";
        } else {
            reason = "There may be several of '" + component + "', each with a name; what has none is ignored.";
            remedy = "Use conf/" + component + "~NAME.cfg, or --set " + component + "~NAME.KEY=VALUE.";
        }
        boolean empty = settings.isEmpty();
        return empty && schema == null
                ? List.of()
                : List.of(new Fault("component_not_installed", reason, remedy, false));
    }

    private static String pid(String component) {
        int tilde = component.indexOf('~');
        return tilde < 0 ? component : component.substring(0, tilde);
    }

    private void update(String component, Map<String, Object> values) throws IOException {
        Map<String, Object> before = current.get(component);
        if (before != null && same(before, values)) {
            return;
        }
        configuration(component).update(new Hashtable<>(values));
        current.put(component, values);
        if (before != null) {
            LOG.info("Configuration of {} changed.", component);
        }
    }

    private static boolean same(Map<String, Object> a, Map<String, Object> b) {
        return a.keySet().equals(b.keySet())
                && a.keySet().stream()
                        .allMatch(key -> Arrays.deepEquals(new Object[] {a.get(key)}, new Object[] {b.get(key)}));
    }

    private Configuration configuration(String component) throws IOException {
        int tilde = component.indexOf('~');
        return tilde < 0
                ? admin.getConfiguration(component, "?")
                : admin.getFactoryConfiguration(component.substring(0, tilde), component.substring(tilde + 1), "?");
    }

    private void deleteExcept(Set<String> wanted) throws IOException {
        for (String component : List.copyOf(current.keySet())) {
            if (!wanted.contains(component)) {
                configuration(component).delete();
                current.remove(component);
            }
        }
    }

    private void publish(List<Fault> faults, Map<String, Schema> known) {
        List<Problem> problems = faults.stream().map(Configurator::problem).toList();
        for (Fault fault : faults) {
            // What --set gets wrong ends the start, and the launcher tells it.
            if (!fault.fromCommand() && !state.problems().contains(problem(fault))) {
                LOG.warn("{} {}", fault.reason(), fault.remedy());
            }
        }
        List<String> refused = faults.stream()
                .filter(fault -> fault.fromCommand())
                .map(fault -> fault.reason() + " " + fault.remedy())
                .toList();
        Map<String, Boolean> configured = new LinkedHashMap<>();
        current.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(entry -> {
            Schema schema = known.get(pid(entry.getKey()));
            configured.put(entry.getKey(), schema != null && !schema.factory() && schema.listens(entry.getValue()));
        });
        state = new State(true, problems, configured, refused);
    }

    private static Problem problem(Fault fault) {
        return new Problem(
                fault.code(), fault.reason(), fault.remedy(), !fault.code().equals("component_not_installed"));
    }
}
