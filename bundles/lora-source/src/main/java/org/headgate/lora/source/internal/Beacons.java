package org.headgate.lora.source.internal;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.headgate.api.batch.Hash;
import org.headgate.api.batch.Signer;
import org.headgate.api.status.Problem;
import org.headgate.profile.lorawan.frame.CoverageBeacon;
import org.headgate.profile.lorawan.region.DutyCycle;
import org.headgate.profile.lorawan.region.Region;
import org.headgate.profile.lorawan.region.Ruling;
import org.headgate.profile.lorawan.region.Transmission;
import org.jspecify.annotations.Nullable;

/** Makes this gateway's coverage beacons and hands them to a packet forwarder, within what the region allows. Only on the loop, but for {@link #problem}. */
final class Beacons {
    /** A forwarder needs some time before a frame that is to leave at a certain microsecond. */
    private static final long LEAD_MICROS = 1_500_000;

    private static final int SPREADING_FACTOR = 9;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] DOMAIN = "headgate coverage beacon 1".getBytes(StandardCharsets.US_ASCII);

    private final Settings settings;
    private final BeaconPlan plan;
    private final Supplier<@Nullable Signer> signer;
    private final Gateways gateways;
    private final RandomGenerator random;
    private final DutyCycle duty = new DutyCycle();
    private volatile @Nullable Problem problem;
    private @Nullable Sent unanswered;

    /** @param eirp dBm @param gain dBi of the antenna, less what the cable takes @param listens whether the forwarder listens before it talks */
    record Settings(long eui, Region region, double eirp, double gain, boolean listens) {}

    /** What goes to a forwarder. @param report what is to be handed in once it was sent */
    record Sent(Gateways.Downlink to, int token, byte[] datagram, byte[] report) {}

    Beacons(
            Settings settings,
            BeaconPlan plan,
            Supplier<@Nullable Signer> signer,
            Gateways gateways,
            RandomGenerator random) {
        this.settings = settings;
        this.plan = plan;
        this.signer = signer;
        this.gateways = gateways;
        this.random = random;
    }

    long eui() {
        return settings.eui();
    }

    /** Null where none is due or can be sent; then the status says why. @param now milliseconds since the epoch */
    @Nullable
    Sent due(long now, long nanos) {
        if (!plan.isDue(now)) {
            return null;
        }
        Gateways.Downlink to = gateways.downlink(settings.eui());
        Signer key = signer.get();
        if (to == null || key == null) {
            problem = new Problem(
                    "beacon_waits",
                    key == null
                            ? "a coverage beacon is due, and no bundle provides the gateway's key"
                            : "a coverage beacon is due, and the packet forwarder of that EUI has not sent PULL_DATA",
                    key == null ? "start the bundle identity" : "see whether it runs, and lora-source.beacon.gateway",
                    false);
            return null;
        }
        Transmission transmission = transmission();
        Ruling ruling = ruling(transmission, nanos);
        if (ruling instanceof Ruling.Forbidden no) {
            problem = new Problem(
                    "beacon_forbidden",
                    "no coverage beacon in " + settings.region().id() + " (" + no.code() + "): " + no.reason(),
                    "correct lora-source.beacon.region, .beacon.eirp.dbm or .beacon.listens",
                    false);
            plan.skip(now);
            return null;
        }
        Sent sent = beacon(key, to, transmission, now, nanos);
        plan.sent(now);
        unanswered = sent;
        problem = null;
        return sent;
    }

    private Ruling ruling(Transmission transmission, long nanos) {
        Region region = settings.region();
        return region.listens() && !settings.listens()
                ? new Ruling.Forbidden(
                        "listen_before_talk",
                        region.clause(),
                        "only who listens before it talks",
                        "a packet forwarder that is not known to")
                : duty.take(region.rule(transmission), transmission, nanos);
    }

    /** The forwarder says what became of a downlink. @return what is to be handed in, or null where it is another's or was not sent */
    byte @Nullable [] answered(int token, boolean ok) {
        Sent sent = unanswered;
        if (sent == null || sent.token() != token) {
            return null;
        }
        unanswered = null;
        if (!ok) {
            problem = new Problem(
                    "beacon_not_sent",
                    "the packet forwarder did not send the last coverage beacon",
                    "see its log: frequency, power and time must be what its hardware can do",
                    false);
            return null;
        }
        return sent.report();
    }

    /** From any thread. */
    @Nullable
    Problem problem() {
        return problem;
    }

    private Transmission transmission() {
        var rows = settings.region().channels();
        Region.Channels row = rows.get(0);
        int spreadingFactor = Math.max(row.least(), Math.min(row.most(), SPREADING_FACTOR));
        long frequency = row.frequency(random.nextInt(row.count()));
        return new Transmission(
                frequency,
                row.bandwidth(),
                spreadingFactor,
                power(frequency, row),
                settings.gain(),
                CoverageBeacon.SIZE);
    }

    /** What was asked for, but no more than is allowed there; whole decibels at the antenna's foot, cut. */
    private double power(long frequency, Region.Channels row) {
        double most = settings.region()
                .band(frequency, row.bandwidth())
                .map(band -> band.eirpWith(settings.gain()))
                .orElse(0.0);
        return Math.floor(Math.min(settings.eirp(), most) - settings.gain()) + settings.gain();
    }

    private Sent beacon(Signer key, Gateways.Downlink to, Transmission transmission, long now, long nanos) {
        byte[] keyId = Arrays.copyOf(key.address().bytes(), CoverageBeacon.KEY_ID);
        CoverageBeacon unsigned = new CoverageBeacon(
                keyId,
                plan.number(now) & 0xffff_ffffL,
                now / 1000,
                random.nextInt(),
                new byte[CoverageBeacon.SIGNATURE]);
        byte[] signature = key.sign(digest(unsigned));
        byte[] frame = unsigned.signedWith(signature).frame();
        int token = random.nextInt(0x1_0000);
        ObjectNode txpk = JSON.createObjectNode();
        long counter = gateways.counter(settings.eui(), nanos);
        if (counter < 0) {
            txpk.put("imme", true);
        } else {
            txpk.put("imme", false).put("tmst", counter + LEAD_MICROS & 0xffff_ffffL);
        }
        txpk.put("freq", transmission.frequency() / 1e6)
                .put("rfch", 0)
                .put("powe", (int) Math.floor(transmission.eirp() - settings.gain()))
                .put("modu", "LORA")
                .put("datr", "SF" + transmission.spreadingFactor() + "BW" + transmission.bandwidth() / 1000)
                .put("codr", "4/5")
                .put("ipol", false)
                .put("prea", 8)
                .put("size", frame.length)
                .put("data", frame);
        ObjectNode report = JSON.createObjectNode()
                .put("data", frame)
                .put("signature", signature)
                .put("freq", transmission.frequency())
                .put("sf", transmission.spreadingFactor())
                .put("bw", transmission.bandwidth())
                .put("eirp", transmission.eirp());
        byte[] wrapped = bytes(JSON.createObjectNode().set("txpk", txpk));
        return new Sent(to, token, Gwmp.pullResp(to.version(), token, wrapped), bytes(report));
    }

    /** The digest that the gateway signs; no digest of EIP-712 can be made to meet it. */
    static Hash digest(CoverageBeacon beacon) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(DOMAIN);
            return Hash.of(digest.digest(beacon.signed()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static byte[] bytes(Object json) {
        try {
            return JSON.writeValueAsBytes(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
