package org.headgate.coverage.internal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.headgate.api.journal.Contribution;
import org.headgate.api.message.Kind;
import org.headgate.api.message.Message;
import org.headgate.api.message.Trust;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.coverage.Place;
import org.headgate.coverage.RegionalPlan;
import org.headgate.coverage.RuleSet;
import org.headgate.coverage.Station;
import org.headgate.coverage.Verdict;
import org.headgate.fuzz.Target;
import org.headgate.profile.lora.sightings.internal.LoraSightingsProfile;
import org.headgate.senml.SenmlException;
import org.headgate.senml.SenmlPack;

/**
 * What a gateway told, up to its verdict: a forwarder's {@code rxpk}, or SenML of whatever kind. Whatever the values are, it is judged or left out, its verdict comes back from
 * its bytes, and what the bench saves it loads.
 */
public final class SightingTarget implements Target {
    private static final long AT = 1_700_000_000_000L;
    private static final String DEVICE = "urn:dev:mac:aa555a0102030405";
    private static final Bench.Limits LIMITS = new Bench.Limits(10_000, 4, 4, 1 << 14, 8);
    private static final String LISTED = "[{\"id\":\"t\",\"lat\":52.5,\"lon\":13.4,\"gain_dbi\":2.5,"
            + "\"power_dbm\":13,\"region\":\"US915\",\"announcer\":\"" + DEVICE + "\"}]";

    private final LoraSightingsProfile profile = new LoraSightingsProfile();

    @Override
    public String name() {
        return "coverage-sighting";
    }

    @Override
    public List<byte[]> seeds() {
        String name = "\"n\":\"" + DEVICE + ":";
        return Stream.of(
                        "{\"tmst\":4202879084,\"freq\":868.3,\"stat\":1,\"modu\":\"LORA\",\"datr\":\"SF7BW125\",\"codr\":\"4/5\","
                                + "\"lsnr\":9.2,\"rssi\":-57,\"size\":17,\"data\":\"QPF9vkkAAgABlUN4disR/w0=\"}",
                        "[{" + name + "rssi\",\"v\":-1e15},{" + name + "snr\",\"v\":1e15},{" + name
                                + "freq\",\"v\":9007199254740991},{" + name + "sf\",\"v\":12},{" + name
                                + "bw\",\"v\":4294967295},{" + name + "payload\",\"vd\":\"AQ\"}]",
                        "[{" + name + "transmitter\",\"vs\":\"t\",\"t\":1e9},{" + name + "rssi\",\"v\":-70},{" + name
                                + "freq\",\"v\":2402000000},{" + name + "crc\",\"vs\":\"right\"}]",
                        "[{" + name + "lat\",\"v\":91},{" + name + "lon\",\"v\":-180},{" + name
                                + "beacon\",\"vd\":\"AQ\"},{" + name + "entropy\",\"v\":-9e15},{" + name
                                + "power\",\"v\":1e9}]")
                .map(seed -> seed.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    @Override
    public void take(byte[] input) throws Exception {
        for (byte[] pack : packs(input)) {
            Stations stations = new Stations(StationList.read(LISTED), usual(), () -> null);
            Bench bench = new Bench(RuleSet.HEADGATE, stations, () -> null, LIMITS);
            long sequence = 1;
            boolean broken = false;
            for (Kind kind : Kind.values()) {
                Contribution told = contribution(sequence++, AT, kind, pack);
                broken |= Packs.read(told, true) instanceof Told.Broken;
                Packs.read(told, false);
                bench.take(told);
            }
            byte[] saved = bench.save();
            bench.load(saved);
            bench.take(contribution(sequence, AT + 60_000, Kind.AVAILABILITY, pack));
            if (bench.counts().broken != (broken ? 1 : 0)) {
                throw new AssertionError("a sighting that cannot be judged");
            }
            for (Judged judged : bench.judged()) {
                Verdict.decode(judged.verdict());
                Publication.of(judged, AT);
            }
        }
    }

    private static Station usual() {
        return new Station(
                null,
                new Place(52.55, 13.45),
                0,
                3.0,
                RegionalPlan.named("EU868").orElseThrow());
    }

    private static Contribution contribution(long sequence, long at, Kind kind, byte[] pack) {
        return new Contribution(sequence, at, kind, Trust.UNKNOWN, pack, DEVICE, true);
    }

    /** As the profile reads it, and as it is. */
    private List<byte[]> packs(byte[] input) {
        List<byte[]> packs = new ArrayList<>();
        try {
            for (Decoded decoded : profile.decode(new Message(
                    "lora",
                    "lora-source",
                    "gateway/aa555a0102030405/rxpk",
                    "",
                    Trust.UNKNOWN,
                    "application/json",
                    input,
                    AT,
                    null))) {
                packs.add(SenmlPack.of(decoded.records()).toCbor());
            }
        } catch (MalformedPayload | SenmlException e) {
            // Refused, as it should.
        }
        try {
            packs.add(SenmlPack.readJson(input, AT).toCbor());
        } catch (SenmlException e) {
            // Refused, as it should.
        }
        return packs;
    }
}
