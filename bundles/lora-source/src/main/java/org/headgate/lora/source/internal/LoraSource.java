package org.headgate.lora.source.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.headgate.api.Home;
import org.headgate.api.batch.Signer;
import org.headgate.api.intake.Intake;
import org.headgate.api.message.Trust;
import org.headgate.api.status.Problem;
import org.headgate.api.status.Report;
import org.headgate.api.status.StatusSource;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server of LoRa packet forwarders. */
@Component(
        service = StatusSource.class,
        immediate = true,
        configurationPid = LoraSource.NAME,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = LoraSource.Config.class)
public final class LoraSource implements StatusSource {
    static final String NAME = "lora-source";
    private static final String COUNTERS = "lora.counters";
    private static final long MIB = 1 << 20;
    private static final int LOOK_SECONDS = 5;
    private static final int LOOKS_A_SAVE = 12;
    private static final long SHOWN_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final Logger LOG = LoggerFactory.getLogger(LoraSource.class);

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Intake intake;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Signer signer;

    private final Config config;
    private final Counts counts = new Counts();
    private final Gateways gateways;
    private final Sessions sessions = new Sessions();
    private final @Nullable Keyring keyring;
    private final ScheduledFuture<?> timer;
    private final List<Problem> problems = new CopyOnWriteArrayList<>();
    private final Beaconing beaconing;
    private final @Nullable Listener listener;
    private final @Nullable Entrance entrance;
    private final Placing placing;
    private int looks;

    @Activate
    public LoraSource(Config config, @Reference ScheduledExecutorService scheduler, BundleContext context) {
        this(
                config,
                scheduler,
                new Home(Path.of(context.getProperty(Home.PROPERTY))).data(),
                InetAddress::isLoopbackAddress);
    }

    /** @param local whether an address is of this machine */
    LoraSource(Config config, ScheduledExecutorService scheduler, Path data, Predicate<InetAddress> local) {
        this.config = config;
        this.keyring = config.keys_file().isEmpty()
                ? null
                : new Keyring(Path.of(config.keys_file()), data.resolve(COUNTERS), sessions);
        this.gateways = new Gateways(allowed(), config.gateways(), local);
        this.beaconing = Beaconing.of(config, data, () -> signer, gateways, System.currentTimeMillis());
        this.listener = listener();
        this.placing = Placing.of(config, listener);
        this.entrance = listener == null ? null : entrance(listener, local);
        if (listener != null && entrance != null) {
            listener.start(entrance);
            LOG.info("{} listens on {}:{}", NAME, config.address(), listener.port());
        }
        this.timer = scheduler.scheduleWithFixedDelay(this::look, 0, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    private Entrance entrance(Listener loop, Predicate<InetAddress> local) {
        Uplinks uplinks = new Uplinks(config.trust() == 1 ? Trust.TRANSPORT : Trust.UNKNOWN);
        loop.execute(uplinks::prepare);
        return new Entrance(
                gateways,
                new PeerRates(config.peer_rate(), local),
                config.gateway_rate(),
                uplinks,
                new Devices(sessions, counts),
                beaconing.beacons(),
                new Handover(() -> intake, loop, counts, config.queue_mib() * MIB),
                counts,
                loop::send);
    }

    @Deactivate
    void stop() {
        timer.cancel(false);
        if (listener != null) {
            listener.close();
        }
        placing.close();
        if (keyring != null) {
            keyring.save();
        }
    }

    /** On the scheduler; what reads and writes files runs elsewhere. */
    private void look() {
        if (listener != null) {
            listener.execute(this::tell);
        }
        Keyring current = keyring;
        if (current != null) {
            boolean save = ++looks % LOOKS_A_SAVE == 0;
            CompletableFuture.runAsync(() -> {
                current.look();
                if (save) {
                    current.save();
                }
            });
        }
    }

    /** On the loop. */
    private void tell() {
        long now = System.currentTimeMillis();
        long nanos = System.nanoTime();
        placing.tell(entrance, now, nanos);
        if (entrance != null && entrance.beacon(now, nanos)) {
            CompletableFuture.runAsync(() -> beaconing.remember(now));
        }
    }

    private Set<Long> allowed() {
        try {
            return Euis.parse(config.gateways_allow());
        } catch (IllegalArgumentException e) {
            problems.add(new Problem(
                    "gateways_unreadable",
                    "lora-source.gateways.allow is not taken: " + e.getMessage(),
                    "write each as 16 hexadecimal digits; until then no gateway is let in",
                    true));
            return Set.of();
        }
    }

    private @Nullable Listener listener() {
        if (!problems.isEmpty()) {
            return null;
        }
        try {
            InetAddress address = InetAddress.getByName(config.address());
            return new Listener(new InetSocketAddress(address, config.port()), counts);
        } catch (UnknownHostException e) {
            problems.add(new Problem(
                    "address_unknown",
                    "lora-source.address is " + config.address() + ", which is no address of this machine",
                    "set lora-source.address to an IP address of this machine, or 0.0.0.0 for all",
                    true));
        } catch (IOException | IllegalArgumentException e) {
            problems.add(new Problem(
                    "port_not_bound",
                    NAME + " cannot listen on " + config.address() + ":" + config.port() + " (" + e.getMessage() + ")",
                    "free the port, another network server may have it; or set lora-source.port to another one"
                            + " (0 for any free one), and tell the packet forwarder",
                    true));
        }
        return null;
    }

    @Override
    public String component() {
        return NAME;
    }

    @Override
    public Report report() {
        Report.Builder report = Report.builder();
        if (listener != null) {
            report.port(NAME, listener.port());
        }
        problems.forEach(report::problem);
        counts.limits.lately().forEach(report::problem);
        if (intake == null) {
            report.problem(new Problem(
                    "no_intake",
                    "intake is not running: what gateways hear waits in " + NAME + " as far as there is room",
                    "start the bundle intake",
                    true));
        }
        placing.report(report);
        devices(report);
        long silent = gateways.silent(System.nanoTime());
        if (silent > 0) {
            report.problem(new Problem(
                    "forwarder_silent",
                    silent + " of " + gateways.size() + " gateways have said nothing for five minutes",
                    "see whether the packet forwarder runs, and that its server is this gateway",
                    false));
        }
        Metrics.of(counts, gateways, sessions, report);
        return report.fact(
                        "lora-source.acknowledges",
                        "after the sync or after 80 ms, whichever is first, since forwarders never resend:"
                                + " this input is outside the rule 'acknowledged means stored'")
                .build();
    }

    private void devices(Report.Builder report) {
        Problem beacon = beaconing.problem();
        if (beacon != null) {
            report.problem(beacon);
        }
        String obstacle = keyring == null ? null : keyring.obstacle();
        if (obstacle != null) {
            report.problem(new Problem(
                    "keys_unusable",
                    obstacle + "; the keys that were read before go on",
                    "correct the file of lora-source.keys.file, one device a line, mode 0600: it is read again by itself",
                    true));
        }
        if (counts.replayed.sum() > 0 && System.nanoTime() - counts.replayedAt < SHOWN_NANOS) {
            report.problem(new Problem(
                    "frames_replayed",
                    counts.replayed.sum()
                            + " frames of known devices had a counter that was used: sent again by somebody,"
                            + " or by a device that began anew with the same keys",
                    "give such a device new keys, or take its line out of the key file for a minute",
                    false));
        }
    }

    @ObjectClassDefinition(
            name = "LoRa source",
            description = "Takes what LoRa packet forwarders send (Semtech UDP): what they heard, and how they are.")
    @interface Config {
        @AttributeDefinition(
                name = "Address",
                description = "Address to listen on. From other machines only gateways of gateways.allow are taken.")
        String address() default "127.0.0.1";

        @AttributeDefinition(name = "Port", description = "UDP port; 0 for any free one.")
        int port() default 1700;

        @AttributeDefinition(
                name = "Gateways to allow",
                description = "EUIs of the gateways to take, 16 hexadecimal digits each. Empty: any on this machine.")
        String[] gateways_allow() default {};

        @AttributeDefinition(
                name = "Gateways",
                description = "Most gateways known at a time; one that was silent for an hour makes room.",
                min = "1")
        int gateways() default 64;

        @AttributeDefinition(
                name = "Gateway rate",
                description = "Frames and reports a second taken from one gateway; 0 for no limit.")
        int gateway_rate() default 5000;

        @AttributeDefinition(
                name = "Peer rate",
                description = "Datagrams a second taken from one address other than loopback; 0 for no limit.")
        int peer_rate() default 1000;

        @AttributeDefinition(
                name = "Queue",
                description = "MiB for frames that wait while intake takes none.",
                min = "1")
        int queue_mib() default 4;

        @AttributeDefinition(
                name = "Keys file",
                description =
                        "File with the session keys of devices whose frames are to be deciphered, mode 0600. Empty:"
                                + " none.")
        String keys_file() default "";

        @AttributeDefinition(
                name = "Beacon region",
                description = "Region of LoRaWAN in which coverage beacons are sent: EU868, US915, AU915, AS923-1 to"
                        + " AS923-4, IN865, KR920, CN470. Empty: none are sent.")
        String beacon_region() default "";

        @AttributeDefinition(name = "Beacon gateway", description = "EUI of the gateway that sends coverage beacons.")
        String beacon_gateway() default "";

        @AttributeDefinition(
                name = "Beacon interval",
                description = "Hours; one beacon is sent in each, at a time that nobody can foretell.",
                min = "1")
        int beacon_hours() default 6;

        @AttributeDefinition(
                name = "Beacon power",
                description = "EIRP of coverage beacons in dBm; never more than the region allows.")
        double beacon_eirp_dbm() default 14;

        @AttributeDefinition(
                name = "Beacon antenna",
                description = "Gain of that gateway's antenna in dBi, less what the cable takes.")
        double beacon_gain_dbi() default 3;

        @AttributeDefinition(
                name = "Beacon listens",
                description = "Whether that gateway listens before it talks, which KR920 demands.")
        boolean beacon_listens() default false;

        @AttributeDefinition(
                name = "Place",
                description =
                        "Where the antenna on this machine is: latitude, longitude in degrees, altitude, accuracy in"
                                + " metres. Empty: it is not told.")
        String place() default "";

        @AttributeDefinition(
                name = "Place receiver",
                description =
                        "Address and port of gpsd, or of who serves NMEA over TCP, for example 127.0.0.1:2947. What"
                                + " it tells takes the place of what is configured. Empty: none.")
        String place_gnss() default "";

        @AttributeDefinition(
                name = "Trust",
                description = "0: anyone could have sent it. 1: only your own forwarders reach the port, so that feeds"
                        + " which ask for trust 1 may sell it.",
                min = "0",
                max = "1")
        int trust() default 0;
    }
}
