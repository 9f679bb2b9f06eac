package org.headgate.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/** {@code kill -9} again and again under one load, then a comparison of all that was acknowledged. */
final class Kills {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private Kills() {}

    /** @param rate messages a second; 0 for all that it takes */
    static void run(Verdict verdict, int rate, int kills) throws Exception {
        Path home = Gateway.home("kills");
        int mqtt = Gateway.freePort();
        int coap = Gateway.freePort();
        String[] settings = {
            "mqtt-door.port=" + mqtt,
            "coap-source.port=" + coap,
            "lora-source.port=0",
            "devices.adopt.rule=*",
            "host-source.interval.seconds=3600"
        };
        Gateway gateway = Gateway.start(home, settings);
        verdict.fact("rate", rate);
        List<Sender> senders = new ArrayList<>(Sender.group(mqtt, "one", 3, 1, rate * 0.75));
        senders.addAll(Sender.group(mqtt, "two", 1, 2, rate * 0.25));
        Confirmable device = new Confirmable(coap, "con");
        long duplicates = 0;
        long slowest = 0;
        try {
            for (int kill = 1; kill <= kills; kill++) {
                long before = Sender.acknowledged(senders);
                Until.holds("messages are acknowledged", PATIENCE, () -> Sender.acknowledged(senders) > before);
                Until.passed(Duration.ofMillis(ThreadLocalRandom.current().nextLong(50, 1500)));
                gateway.kill();
                long began = System.nanoTime();
                gateway = Gateway.start(home, settings);
                long millis = (System.nanoTime() - began) / 1_000_000;
                slowest = Math.max(slowest, millis);
                verdict.say(
                        "kill %d of %d: %d acknowledged so far; ready again after %d ms",
                        kill, kills, Sender.acknowledged(senders), millis);
                long again = Sender.acknowledged(senders);
                Until.holds(
                        "what was under way is settled", PATIENCE, () -> Sender.acknowledged(senders) > again + 200);
                duplicates += gateway.metric("intake.duplicates");
            }
            device.finish();
            for (Sender sender : senders) {
                verdict.check(sender.finish(PATIENCE), "%s waits for acknowledgements", sender.name);
            }
            verdict.fact("kills", kills);
            verdict.fact("slowest_restart_ms", slowest);
            verdict.fact("resends_recognised", duplicates);
            Kept.of(verdict, gateway)
                    .compare(senders)
                    .compare("con", device.acknowledged())
                    .tell();
            verdict.none("ranges_lost", gateway.metric("journal.lost.ranges"));
            verdict.none("files_set_aside", broken(home));
            verdict.check(
                    gateway.status().get("state").asText().equals("ready"),
                    "status: %s",
                    gateway.status().get("problems"));
        } finally {
            device.close();
            for (Sender sender : senders) {
                sender.close();
            }
            gateway.close();
        }
    }

    static long broken(Path home) throws IOException {
        try (Stream<Path> files = Files.walk(home.resolve("data"))) {
            return files.filter(file -> file.getFileName().toString().contains("broken"))
                    .count();
        }
    }

    /** Posts over CoAP, one after the other, each until it is answered, whatever happens to the gateway. */
    private static final class Confirmable implements AutoCloseable {
        private final BitSet acknowledged = new BitSet();
        private final CoapSender sender;
        private final Thread thread;
        private volatile boolean stop;

        Confirmable(int port, String name) throws IOException {
            sender = new CoapSender(port, name);
            thread = new Thread(this::run, "coap-" + name);
            thread.setDaemon(true);
            thread.start();
        }

        private void run() {
            try {
                for (int count = 1; !stop; count++) {
                    if (sender.ask(count, Duration.ofSeconds(60)) == CoapSender.CHANGED) {
                        synchronized (acknowledged) {
                            acknowledged.set(count);
                        }
                    }
                    Until.passed(Duration.ofMillis(5));
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        BitSet acknowledged() {
            synchronized (acknowledged) {
                return (BitSet) acknowledged.clone();
            }
        }

        void finish() throws InterruptedException {
            stop = true;
            thread.join(70_000);
        }

        @Override
        public void close() {
            stop = true;
            sender.close();
        }
    }
}
