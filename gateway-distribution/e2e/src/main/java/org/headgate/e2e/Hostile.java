package org.headgate.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Hostile clients one kind after the other, while a good one sends on: its latency, the memory, the counters of what was met. */
final class Hostile {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final Verdict verdict;
    private final int connections;
    private final Duration phase;
    private final int rounds;
    private final boolean timed;
    private final Random random = new Random(1);
    private final Gateway gateway;
    private final int port;
    private final int coap;
    private final Sender good;

    /** What a hostile client does until the time is over. */
    private interface Attack {
        void until(long nanoTime) throws Exception;
    }

    private Hostile(Verdict verdict, Gateway gateway, int connections, Duration phase, int rounds, boolean timed)
            throws Exception {
        this.verdict = verdict;
        this.gateway = gateway;
        this.connections = connections;
        this.phase = phase;
        this.rounds = rounds;
        this.timed = timed;
        this.port = gateway.port("mqtt-door");
        this.coap = gateway.port("coap-source");
        this.good = new Sender(port, "good", 1, 200);
    }

    /** @param rounds how often each kind comes, calm before each; medians are told. @param timed whether the good client's latency is judged, not only told */
    static void run(Verdict verdict, Gateway gateway, int connections, Duration phase, int rounds, boolean timed)
            throws Exception {
        verdict.fact("connections", connections);
        Hostile hostile = new Hostile(verdict, gateway, connections, phase, rounds, timed);
        try {
            hostile.all();
        } finally {
            hostile.good.close();
        }
    }

    private void all() throws Exception {
        Proc process = new Proc(gateway.pid());
        Until.holds("the good client is served", PATIENCE, () -> good.acknowledged() > 400);
        verdict.fact("resident_mib_before", process.residentKib() / 1024);
        attack("idle", this::idle);
        attack("churn", this::churn);
        attack("slow_loris", this::slowLoris);
        attack("subscription_bomb", this::subscriptionBomb);
        attack("retained_bomb", this::retainedBomb);
        attack("oversize", this::oversize);
        attack("nonsense", this::nonsense);
        attack("coap_nonsense", this::coapNonsense);
        verdict.fact("resident_mib_after", process.residentKib() / 1024);
        verdict.fact("peak_mib", process.peakKib() / 1024);
        verdict.check(good.finish(PATIENCE), "the good client waits for acknowledgements");
        verdict.check(good.connections() == 1, "the good client was disconnected");
        JsonNode metrics = gateway.status().get("metrics");
        for (String limit : List.of(
                "connections.timed.out",
                "subscriptions.refused.limit",
                "retained.refused.limit",
                "packets.too.large",
                "protocol.violations")) {
            long count = metrics.path("mqtt-door." + limit).asLong();
            verdict.fact(limit, count);
            verdict.check(count > 0, "mqtt-door.%s counted nothing", limit);
        }
        verdict.check(
                gateway.status().get("state").asText().equals("ready"),
                "status: %s",
                gateway.status().get("problems"));
        Kept.of(verdict, gateway).compare(List.of(good)).tell();
    }

    private void attack(String name, Attack attack) throws Exception {
        double[] before = new double[rounds];
        double[] during = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            good.takeLatencies();
            Until.passed(phase);
            before[round] = p99();
            attack.until(System.nanoTime() + phase.toNanos());
            during[round] = p99();
        }
        double calm = median(before);
        double attacked = median(during);
        long resident = new Proc(gateway.pid()).residentKib() / 1024;
        verdict.say(
                "%s: good client's p99 %.1f ms before, %.1f ms during; resident %d MiB",
                name, calm, attacked, resident);
        verdict.fact(name + "_p99_ms_before", calm);
        verdict.fact(name + "_p99_ms", attacked);
        verdict.check(
                !timed || attacked <= 2 * calm,
                "%s: the good client's p99 went from %.1f to %.1f ms",
                name,
                calm,
                attacked);
    }

    /** Of the good client since it was asked last, in milliseconds. */
    private double p99() {
        return good.takeLatencies().getValueAtPercentile(99) / 1000.0;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private void idle(long until) throws IOException {
        try (Swarm swarm = new Swarm(port, connections, i -> Wire.connect("idle" + i, true, null, null))) {
            boolean in = Until.within(PATIENCE, () -> swarm.got(Wire.CONNACK) + swarm.ended() >= connections);
            verdict.check(
                    in && swarm.ended() == 0, "idle: %d let in, %d refused", swarm.got(Wire.CONNACK), swarm.ended());
            // Their arrival is told; what is judged is that they are there.
            verdict.fact("idle_arrival_p99_ms", p99());
            Until.passed(phase);
            verdict.check(swarm.ended() == 0, "idle: %d were thrown out", swarm.ended());
        }
    }

    private void churn(long until) throws IOException {
        long churned = 0;
        while (System.nanoTime() < until) {
            try (Swarm swarm = new Swarm(port, 100, i -> Wire.connect("churn" + i, true, null, null))) {
                Until.within(Duration.ofSeconds(5), () -> swarm.got(Wire.CONNACK) + swarm.ended() >= 100);
                churned += swarm.got(Wire.CONNACK);
            }
        }
        verdict.fact("churned", churned);
    }

    /** A byte of CONNECT now and then, until the time for it is over. */
    private void slowLoris(long until) throws IOException {
        int count = Math.min(1000, connections);
        byte[] connect = Wire.connect("x".repeat(200), true, null, null);
        try (Swarm swarm = new Swarm(port, count, i -> new byte[] {connect[0]})) {
            Until.holds("slow ones are connected", PATIENCE, () -> swarm.opened() == count);
            for (int at = 1; System.nanoTime() < until || swarm.ended() < count && at < connect.length - 1; at++) {
                for (int i = 0; i < count && at < connect.length - 1; i++) {
                    swarm.send(i, new byte[] {connect[at]});
                }
                Until.passed(Duration.ofMillis(200));
            }
            verdict.check(swarm.ended() == count, "slow-loris: %d of %d were thrown out", swarm.ended(), count);
        }
    }

    private void subscriptionBomb(long until) throws IOException {
        int clients = 20;
        try (Swarm swarm = new Swarm(port, clients, i -> Wire.connect("bomb" + i, true, null, null))) {
            Until.holds("bombs are let in", PATIENCE, () -> swarm.got(Wire.CONNACK) == clients);
            for (int round = 0; round < 20; round++) {
                for (int i = 0; i < clients; i++) {
                    String[] filters = new String[100];
                    for (int f = 0; f < filters.length; f++) {
                        filters[f] = "+/" + round + "/" + f + "/#";
                    }
                    swarm.send(i, Wire.subscribe(1 + round, 1, filters));
                }
            }
            Until.holds("bombs are answered", PATIENCE, () -> swarm.got(Wire.SUBACK) + swarm.ended() >= 20 * clients);
            Until.passed(Duration.ofNanos(Math.max(1, until - System.nanoTime())));
        }
    }

    private void retainedBomb(long until) throws IOException {
        byte[] payload = new byte[100_000];
        int messages = 400;
        try (Swarm swarm = new Swarm(port, 1, i -> Wire.connect("retainer", true, null, null))) {
            Until.holds("the bomb is let in", PATIENCE, () -> swarm.got(Wire.CONNACK) == 1);
            for (int i = 0; i < messages; i++) {
                int sent = i;
                swarm.send(0, Wire.publish("homeassistant/bomb/" + i, 3, 1 + i, payload));
                Until.within(Duration.ofSeconds(10), () -> swarm.got(Wire.PUBACK) + 8 > sent || swarm.ended() > 0);
            }
            Until.passed(Duration.ofNanos(Math.max(1, until - System.nanoTime())));
        }
    }

    private void oversize(long until) throws IOException {
        byte[] header = {0x32, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f, 0, 1, 'a'};
        while (System.nanoTime() < until) {
            try (Swarm swarm = new Swarm(port, 50, i -> join(Wire.connect("big" + i, true, null, null), header))) {
                Until.within(PATIENCE, () -> swarm.ended() == 50);
                verdict.check(swarm.ended() == 50, "oversize: %d of 50 were thrown out", swarm.ended());
            }
        }
    }

    /** Random bytes, and packets that were right until some bytes were changed. */
    private void nonsense(long until) throws IOException {
        long sent = 0;
        byte[] right = join(
                join(Wire.connect("mutant", true, null, null), Wire.subscribe(1, 1, "a/#", "+/b")),
                join(
                        Wire.publish("senml/mutant", 2, 2, Reading.of("mutant", 1)),
                        Wire.publish("a/b", 5, 3, new byte[50])));
        while (System.nanoTime() < until) {
            byte[] bytes = random.nextBoolean() ? new byte[1 + random.nextInt(2000)] : right.clone();
            if (bytes.length == right.length && Arrays.equals(bytes, right)) {
                for (int i = 0; i < 1 + random.nextInt(4); i++) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                }
            } else {
                random.nextBytes(bytes);
            }
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.getOutputStream().write(bytes);
                socket.shutdownOutput();
                socket.setSoTimeout(5000);
                socket.getInputStream().readAllBytes();
                sent++;
            } catch (IOException e) {
                sent++;
            }
        }
        verdict.fact("nonsense_connections", sent);
    }

    private void coapNonsense(long until) throws IOException {
        long sent = 0;
        byte[] right = {
            0x44, 2, 0, 1, 1, 2, 3, 4, (byte) 0xb5, 's', 'e', 'n', 'm', 'l', 1, 'x', 0x11, 110, (byte) 0xff, '[', ']'
        };
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(InetAddress.getLoopbackAddress(), coap);
            while (System.nanoTime() < until) {
                byte[] bytes = random.nextBoolean() ? new byte[random.nextInt(1200)] : right.clone();
                if (bytes.length != right.length) {
                    random.nextBytes(bytes);
                } else {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                    bytes[3] = (byte) random.nextInt(256);
                }
                try {
                    socket.send(new DatagramPacket(bytes, bytes.length));
                } catch (java.net.PortUnreachableException e) {
                    verdict.check(false, "the CoAP listener is gone");
                    return;
                }
                if (++sent % 200 == 0) {
                    Until.passed(Duration.ofMillis(50));
                }
            }
        }
        verdict.fact("nonsense_datagrams", sent);
        try (CoapSender device = new CoapSender(coap, "after")) {
            int answer = device.ask(1, Duration.ofSeconds(20));
            verdict.check(answer == CoapSender.CHANGED, "CoAP answers %d.%02d afterwards", answer >> 5, answer & 31);
        }
    }

    private static byte[] join(byte[] one, byte[] two) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(one);
        out.writeBytes(two);
        return out.toByteArray();
    }
}
