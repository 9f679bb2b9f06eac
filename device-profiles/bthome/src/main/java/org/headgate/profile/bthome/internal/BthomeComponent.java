package org.headgate.profile.bthome.internal;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.headgate.api.Home;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Claim;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.DeviceProfile;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.api.status.Problem;
import org.headgate.api.status.Report;
import org.headgate.api.status.StatusSource;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The profile with its keys. */
@Component(
        service = {DeviceProfile.class, StatusSource.class},
        configurationPid = "bthome",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = {
            "profile.id=bthome",
            "profile.version=1.0.0",
            "profile.title=BTHome",
            "profile.transports=mqtt",
            "profile.topics=+/bleraw",
            "profile.markers=fcd2",
            "profile.markers=FCD2",
            "profile.markers=16D2FC",
            "service.ranking:Integer=10"
        })
@Designate(ocd = BthomeComponent.Config.class)
public final class BthomeComponent implements DeviceProfile, StatusSource {
    private static final String NAME = "bthome";
    private static final long LOOK_SECONDS = 2;

    private final KeyFile file;
    private final BthomeProfile profile;
    private final ScheduledFuture<?> looking;

    /** Configuration of {@code bthome}. */
    @ObjectClassDefinition(
            id = NAME,
            name = "BTHome",
            description = "Sensors and buttons that speak BTHome v2: the keys of those that encrypt.")
    public @interface Config {
        @AttributeDefinition(
                name = "keys.file",
                description = "File with a line for each device that encrypts: its address and its bind key of 32"
                        + " hexadecimal digits, mode 0600; read again when it changes. Empty: data/bthome.keys, where"
                        + " it is there.")
        String keys_file() default "";
    }

    /** Reads the file at once: what comes before its key is there would be refused. */
    @Activate
    public BthomeComponent(BundleContext context, @Reference ScheduledExecutorService scheduler, Config config) {
        boolean named = !config.keys_file().isBlank();
        Path home = Path.of(context.getProperty(Home.PROPERTY));
        this.file = new KeyFile(
                named
                        ? Path.of(config.keys_file().strip())
                        : new Home(home).data().resolve("bthome.keys"),
                named);
        file.look();
        this.profile = new BthomeProfile(
                file::keys, named ? "the file that bthome.keys.file names" : "data/bthome.keys in the gateway's home");
        this.looking = scheduler.scheduleWithFixedDelay(
                () -> CompletableFuture.runAsync(file::look), LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    @Deactivate
    void close() {
        looking.cancel(false);
    }

    @Override
    public Claim claims(Message message) {
        return profile.claims(message);
    }

    @Override
    public List<Decoded> decode(Message message) throws MalformedPayload {
        return profile.decode(message);
    }

    @Override
    public String component() {
        return NAME;
    }

    @Override
    public Report report() {
        return report(file);
    }

    static Report report(KeyFile file) {
        int size = file.keys().size();
        Report.Builder report = Report.builder().metric("bthome.keys", size);
        if (size > 0) {
            report.fact("keys", size + " in " + file.path());
        }
        String obstacle = file.obstacle();
        if (obstacle != null) {
            report.problem(new Problem(
                    "bthome_keys_unusable",
                    file.path() + ": " + obstacle + "; " + size + " keys of before are in use",
                    "correct the file: a line for each device, its address and its key of 32 hexadecimal digits; it is"
                            + " read again by itself",
                    true));
        }
        if (file.exposed()) {
            report.problem(new Problem(
                    "secret_exposed",
                    file.path() + " may be read by other users of this machine, and holds keys",
                    "chmod 600 " + file.path(),
                    false));
        }
        return report.build();
    }
}
