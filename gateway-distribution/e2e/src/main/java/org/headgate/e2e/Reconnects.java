package org.headgate.e2e;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Devices with sessions send, the gateway is killed, and all come back at once with what they have to say. */
final class Reconnects {
    private static final Duration PATIENCE = Duration.ofSeconds(240);

    private Reconnects() {}

    static void run(Verdict verdict, int devices) throws Exception {
        Path home = Gateway.home("reconnects");
        String features = "headgate.features=mqtt-door,prove,shell,profile-senml";
        int port = Gateway.freePort();
        Gateway gateway = Gateway.start(home, "mqtt-door.port=" + port, features);
        verdict.fact("devices", devices);
        try {
            storm(verdict, port, devices, 1, 0);
            Gateway first = gateway;
            // A session is on disk soon after it was granted, not before.
            Until.holds("all sessions are written", PATIENCE, () -> first.metric("mqtt-door.store.pending") == 0);
            gateway.kill();
            gateway = Gateway.start(home, "mqtt-door.port=" + port, features);
            Proc process = new Proc(gateway.pid());
            storm(verdict, port, devices, 2, devices);
            verdict.fact("resident_mib", process.residentKib() / 1024);
            verdict.fact("peak_mib", process.peakKib() / 1024);
            Map<String, Integer> kept = new HashMap<>();
            Exported.of(gateway)
                    .rows()
                    .forEach(row -> kept.merge(row.name() + " " + (long) row.value(), 1, Integer::sum));
            long lost = 0;
            for (int i = 0; i < devices; i++) {
                lost += kept.containsKey(Reading.name("s" + i) + " 1") ? 0 : 1;
                lost += kept.containsKey(Reading.name("s" + i) + " 2") ? 0 : 1;
            }
            verdict.none("lost", lost);
            verdict.none(
                    "doubled", kept.values().stream().filter(count -> count > 1).count());
            verdict.check(
                    gateway.status().get("state").asText().equals("ready"),
                    "status: %s",
                    gateway.status().get("problems"));
        } finally {
            gateway.close();
        }
    }

    private static void storm(Verdict verdict, int port, int devices, int count, int sessions) throws Exception {
        long began = System.nanoTime();
        try (Swarm swarm = new Swarm(port, devices, true, (i, attempt) -> greeting("s" + i, count, attempt))) {
            boolean all = Until.within(PATIENCE, () -> swarm.got(Wire.PUBACK) >= devices);
            long millis = (System.nanoTime() - began) / 1_000_000;
            verdict.say(
                    "%d of %d acknowledged after %d ms, %d sessions present",
                    swarm.got(Wire.PUBACK), devices, millis, swarm.sessionsPresent());
            verdict.fact("storm_" + count + "_ms", millis);
            verdict.fact("thrown_out_" + count, swarm.ended());
            verdict.check(
                    all, "storm %d: %d acknowledged, %d thrown out", count, swarm.got(Wire.PUBACK), swarm.ended());
            verdict.fact("sessions_present_" + count, swarm.sessionsPresent());
            verdict.check(
                    sessions == 0 || swarm.sessionsPresent() >= sessions,
                    "storm %d: %d sessions were there",
                    count,
                    swarm.sessionsPresent());
        }
    }

    /** Sends at once, as 3.1.1 allows, without waiting to be let in. */
    private static byte[] greeting(String name, int count, int attempt) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(Wire.connect(name, false, null, null));
        // A resend says the very same, the time included.
        byte[] payload = Reading.of(name, count, 1_700_000_000 + count);
        out.writeBytes(Wire.publish(Reading.topic(name), attempt == 0 ? 2 : 10, count, payload));
        return out.toByteArray();
    }
}
