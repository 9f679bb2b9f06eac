package org.headgate.identity.internal;

import java.nio.file.Path;
import java.util.List;
import org.headgate.api.Home;
import org.headgate.api.batch.Signer;
import org.headgate.api.status.Problem;
import org.headgate.api.status.Report;
import org.headgate.api.status.StatusSource;
import org.headgate.identity.keystore.Key;
import org.headgate.identity.keystore.KeyUnavailable;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the key off the framework's thread (scrypt is slow on purpose), and registers {@link Signer} once it is open. */
@Component(
        service = StatusSource.class,
        immediate = true,
        configurationPid = Identity.NAME,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = Identity.Config.class)
@Capability(namespace = "osgi.service", attribute = "objectClass:List<String>=\"org.headgate.api.batch.Signer\"")
public final class Identity implements StatusSource {
    static final String NAME = "identity";
    private static final Logger LOG = LoggerFactory.getLogger(Identity.class);

    private final BundleContext context;
    private final KeyFiles files;
    private final Thread opener;
    private volatile State state = new State(null, null, List.of());
    private @Nullable ServiceRegistration<Signer> registration;
    private boolean stopped;

    @ObjectClassDefinition(name = NAME, description = "The gateway's key and its signatures.")
    @interface Config {
        @AttributeDefinition(
                name = "passphrase.file",
                description =
                        "File that holds the keystore's passphrase; empty: data/keystore.pass, made at the first start.")
        String passphrase_file() default "";

        @AttributeDefinition(
                name = "scrypt.mib",
                description = "Memory, in MiB, that opening the keystore may take. A keystore made here needs 4.")
        int scrypt_mib() default 16;
    }

    @Activate
    public Identity(BundleContext context, Config config) {
        this.context = context;
        Path data = new Home(Path.of(context.getProperty(Home.PROPERTY))).data();
        this.files = new KeyFiles(
                data,
                config.passphrase_file().isBlank() ? null : Path.of(config.passphrase_file()),
                config.scrypt_mib());
        this.opener = new Thread(this::open, "identity-open");
        this.opener.setDaemon(true);
        this.opener.start();
    }

    @Deactivate
    synchronized void stop() {
        stopped = true;
        if (registration != null) {
            registration.unregister();
        }
    }

    @Override
    public String component() {
        return NAME;
    }

    @Override
    public Report report() {
        State now = state;
        Report.Builder report = Report.builder();
        if (now.key() != null) {
            report.fact("gateway", now.key().address().toString());
        }
        if (now.failure() != null) {
            KeyUnavailable failure = now.failure();
            report.problem(
                    new Problem(failure.code(), failure.getMessage() + "; nothing is signed", failure.remedy(), true));
        }
        for (Path file : now.exposed()) {
            report.problem(new Problem(
                    "secret_exposed",
                    file + " may be read by other users of this machine",
                    "chmod 600 " + file,
                    false));
        }
        return report.build();
    }

    private void open() {
        try {
            Key key = files.open();
            state = new State(key, null, files.exposed());
            register(key);
        } catch (KeyUnavailable e) {
            LOG.error("{}: {}. To do: {}", e.code(), e.getMessage(), e.remedy());
            state = new State(null, e, files.exposed());
        }
    }

    private synchronized void register(Key key) {
        if (!stopped) {
            registration = context.registerService(Signer.class, key, null);
            LOG.info("signing as {}", key.address());
        }
    }

    private record State(@Nullable Key key, @Nullable KeyUnavailable failure, List<Path> exposed) {}
}
