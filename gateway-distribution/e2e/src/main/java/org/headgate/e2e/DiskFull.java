package org.headgate.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;

/** The disk takes nothing more while devices send, then has room again. */
final class DiskFull {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Duration RESUME = Duration.ofSeconds(5);

    private DiskFull() {}

    /** What makes room scarce and plentiful. */
    private interface Disk extends AutoCloseable {
        Path home();

        void fill(Gateway gateway) throws Exception;

        void free(Gateway gateway) throws Exception;

        @Override
        void close() throws IOException;
    }

    /** @param mounted a small file system of its own is mounted, for which one must be root; otherwise the process may not write past a file size. @param timed whether the time to go on is judged */
    static void run(Verdict verdict, boolean mounted, int rounds, int rate, boolean timed) throws Exception {
        verdict.fact("by", mounted ? "tmpfs" : "file size limit");
        try (Disk disk = mounted ? new Mounted() : new Limited()) {
            fire(verdict, disk, rounds, rate, timed);
        }
    }

    private static void fire(Verdict verdict, Disk disk, int rounds, int rate, boolean timed) throws Exception {
        Gateway gateway = Gateway.start(
                disk.home(),
                "mqtt-door.port=0",
                "coap-source.port=0",
                "headgate.features=mqtt-door,coap-source,prove,shell,profile-senml");
        int mqtt = gateway.port("mqtt-door");
        List<Sender> senders = Sender.group(mqtt, "one", 3, 1, rate);
        BitSet confirmed = new BitSet();
        long slowest = 0;
        int unavailable = 0;
        try (CoapSender coap = new CoapSender(gateway.port("coap-source"), "con")) {
            int count = 0;
            for (int round = 1; round <= rounds; round++) {
                long more = Sender.acknowledged(senders) + 200;
                Until.holds("messages are acknowledged", PATIENCE, () -> Sender.acknowledged(senders) > more);
                if (coap.ask(++count, PATIENCE) == CoapSender.CHANGED) {
                    confirmed.set(count);
                }
                disk.fill(gateway);
                Stalled stalled = new Stalled(senders);
                // A machine may stand still for two seconds, too: then the status does not tell it yet.
                Until.holds(
                        "acknowledgements stop, and the status tells why",
                        PATIENCE,
                        () -> stalled.forTwoSeconds() && code(gateway).equals("disk_full"));
                int answer = coap.ask(++count, PATIENCE);
                unavailable += answer == CoapSender.UNAVAILABLE ? 1 : 0;
                if (answer == CoapSender.CHANGED) {
                    confirmed.set(count);
                }
                verdict.check(gateway.alive(Duration.ZERO), "the process ended");
                long began = System.nanoTime();
                disk.free(gateway);
                long held = Sender.acknowledged(senders);
                Until.holds("acknowledgements go on", PATIENCE, () -> Sender.acknowledged(senders) > held);
                long millis = (System.nanoTime() - began) / 1_000_000;
                slowest = Math.max(slowest, millis);
                verdict.say(
                        "round %d of %d: full at %d acknowledged, CoAP said %d.%02d, goes on %d ms after there is room",
                        round, rounds, held, answer >> 5, answer & 31, millis);
            }
            for (Sender sender : senders) {
                verdict.check(sender.finish(PATIENCE), "%s waits for acknowledgements", sender.name);
            }
            verdict.fact("rounds", rounds);
            verdict.fact("slowest_resume_ms", slowest);
            verdict.check(!timed || slowest <= RESUME.toMillis(), "it took %d ms to go on", slowest);
            verdict.fact("coap_unavailable", unavailable);
            verdict.check(unavailable == rounds, "CoAP said 5.03 in %d of %d rounds", unavailable, rounds);
            Kept.of(verdict, gateway).compare(senders).compare("con", confirmed).tell();
            verdict.none("ranges_lost", gateway.metric("journal.lost.ranges"));
            Until.within(PATIENCE, () -> state(gateway).equals("ready"));
            verdict.check(
                    state(gateway).equals("ready"),
                    "status: %s",
                    gateway.status().get("problems"));
        } finally {
            for (Sender sender : senders) {
                sender.close();
            }
            gateway.close();
        }
    }

    private static String state(Gateway gateway) throws IOException, InterruptedException {
        return gateway.status().get("state").asText();
    }

    private static String code(Gateway gateway) throws IOException, InterruptedException {
        for (JsonNode problem : gateway.status().get("problems")) {
            if (problem.get("code").asText().equals("disk_full")) {
                return "disk_full";
            }
        }
        return "";
    }

    /** Whether nothing was acknowledged for two seconds. */
    private static final class Stalled {
        private final List<Sender> senders;
        private long count = -1;
        private long since;

        Stalled(List<Sender> senders) {
            this.senders = senders;
        }

        boolean forTwoSeconds() {
            long now = Sender.acknowledged(senders);
            if (now != count) {
                count = now;
                since = System.nanoTime();
            }
            return System.nanoTime() - since > 2_000_000_000L;
        }
    }

    /** A memory file system that a filler takes all room of. */
    private static final class Mounted implements Disk {
        private final Path home = Gateway.home("full");
        private final Path filler = home.resolve("filler");

        Mounted() throws IOException, InterruptedException {
            Gateway.Finished mounted =
                    Gateway.finish(List.of("mount", "-t", "tmpfs", "-o", "size=96m", "soak", home.toString()));
            if (mounted.exitCode() != 0) {
                throw new IOException("cannot mount, take the file size limit instead: " + mounted.output());
            }
        }

        @Override
        public Path home() {
            return home;
        }

        @Override
        public void fill(Gateway gateway) throws IOException, InterruptedException {
            Gateway.finish(List.of("dd", "if=/dev/zero", "of=" + filler, "bs=64k"));
        }

        @Override
        public void free(Gateway gateway) throws IOException {
            Files.delete(filler);
        }

        @Override
        public void close() throws IOException {
            new ProcessBuilder("umount", home.toString())
                    .inheritIO()
                    .start()
                    .onExit()
                    .join();
        }
    }

    /** {@code RLIMIT_FSIZE} of the running process, so that the largest file cannot grow. */
    private static final class Limited implements Disk {
        private final Path home = Gateway.home("full");

        Limited() throws IOException {}

        @Override
        public Path home() {
            return home;
        }

        @Override
        public void fill(Gateway gateway) throws Exception {
            long largest = 0;
            try (Stream<Path> files = Files.list(home.resolve("data/journal"))) {
                for (Path file : files.toList()) {
                    largest = Math.max(largest, Files.size(file));
                }
            }
            limit(gateway, Long.toString(largest));
        }

        @Override
        public void free(Gateway gateway) throws Exception {
            limit(gateway, "unlimited");
        }

        private static void limit(Gateway gateway, String soft) throws IOException, InterruptedException {
            Gateway.Finished done =
                    Gateway.finish(List.of("prlimit", "--pid", Long.toString(gateway.pid()), "--fsize=" + soft + ":"));
            if (done.exitCode() != 0) {
                throw new IOException(done.output());
            }
        }

        @Override
        public void close() {}
    }
}
