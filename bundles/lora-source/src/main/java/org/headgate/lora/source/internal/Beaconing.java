package org.headgate.lora.source.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.headgate.api.batch.Signer;
import org.headgate.api.status.Problem;
import org.headgate.profile.lorawan.region.Region;
import org.headgate.profile.lorawan.region.Regions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The configuration of coverage beacons, and the file that tells when the last one was sent. */
final class Beaconing {
    private static final Logger LOG = LoggerFactory.getLogger(Beaconing.class);
    private static final String FILE = "lora.beacon";
    private static final String SENT = "sent";

    private final Path file;
    private final @Nullable Beacons beacons;
    private final @Nullable Problem problem;

    private Beaconing(Path file, @Nullable Beacons beacons, @Nullable Problem problem) {
        this.file = file;
        this.beacons = beacons;
        this.problem = problem;
    }

    static Beaconing of(
            LoraSource.Config config, Path data, Supplier<@Nullable Signer> signer, Gateways gateways, long now) {
        Path file = data.resolve(FILE);
        if (config.beacon_region().isBlank()) {
            return new Beaconing(file, null, null);
        }
        Regions regions = Regions.read();
        Optional<Region> region = regions.find(config.beacon_region().strip());
        if (region.isEmpty()) {
            return new Beaconing(file, null, unreadable(config.beacon_region() + " is none of " + regions.ids()));
        }
        try {
            Set<Long> eui = Euis.parse(new String[] {config.beacon_gateway()});
            if (eui.size() != 1) {
                return new Beaconing(file, null, unreadable("lora-source.beacon.gateway names no gateway"));
            }
            Beacons.Settings settings = new Beacons.Settings(
                    eui.iterator().next(),
                    region.get(),
                    config.beacon_eirp_dbm(),
                    config.beacon_gain_dbi(),
                    config.beacon_listens());
            SecureRandom random = new SecureRandom();
            long interval = TimeUnit.HOURS.toMillis(Math.max(1, config.beacon_hours()));
            BeaconPlan plan = new BeaconPlan(interval, random, lastSent(file), now);
            return new Beaconing(file, new Beacons(settings, plan, signer, gateways, random), null);
        } catch (IllegalArgumentException e) {
            return new Beaconing(file, null, unreadable(String.valueOf(e.getMessage())));
        }
    }

    private static Problem unreadable(String why) {
        return new Problem(
                "beacon_settings",
                "no coverage beacons are sent: " + why,
                "correct lora-source.beacon.region and lora-source.beacon.gateway",
                false);
    }

    private static long lastSent(Path file) {
        try {
            return CounterFile.read(file).getOrDefault(SENT, 0L);
        } catch (IOException e) {
            LOG.warn("{} cannot be read, a coverage beacon may come too soon: {}", file, e.toString());
            return 0;
        }
    }

    /** Writes a file. @param now milliseconds since the epoch */
    void remember(long now) {
        try {
            CounterFile.write(file, Map.of(SENT, now));
        } catch (IOException e) {
            LOG.warn("{} cannot be written: {}", file, e.toString());
        }
    }

    /** Null where none are to be sent. */
    @Nullable
    Beacons beacons() {
        return beacons;
    }

    @Nullable
    Problem problem() {
        return beacons == null ? problem : beacons.problem();
    }
}
