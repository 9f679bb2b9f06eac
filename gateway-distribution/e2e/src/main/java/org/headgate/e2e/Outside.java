package org.headgate.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Devices send to a Mosquitto that was there before; the gateway reads it, and is killed; the broker is restarted. */
final class Outside {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private Outside() {}

    static void run(Verdict verdict, int rate, int rounds) throws Exception {
        Path home = Gateway.home("outside");
        Path folder = Gateway.home("mosquitto");
        int port = Gateway.freePort();
        Path conf = folder.resolve("mosquitto.conf");
        Files.writeString(
                conf,
                "listener " + port + " 127.0.0.1\nallow_anonymous true\npersistence true\npersistence_location "
                        + folder + "/\nmax_queued_messages 0\nuser root\n");
        Process broker = mosquitto(conf, port);
        String[] settings = {
            "mqtt-source~home.url=mqtt://127.0.0.1:" + port,
            "mqtt-source~home.topics=senml/#",
            "headgate.features=mqtt-source,prove,shell,profile-senml"
        };
        Gateway gateway = Gateway.start(home, settings);
        Gateway first = gateway;
        // What comes before there is a session is nobody's.
        Until.holds(
                "the broker is read", PATIENCE, () -> first.status().toString().contains("\"brokers\":\"1"));
        List<Sender> senders = Sender.group(port, "one", 3, 1, rate);
        long duplicates = 0;
        try {
            Gateway reading = gateway;
            Until.holds("it is stored", PATIENCE, () -> reading.metric("intake.contributions") > 100);
            for (int round = 1; round <= rounds; round++) {
                Until.passed(Duration.ofMillis(ThreadLocalRandom.current().nextLong(200, 1500)));
                duplicates += gateway.metric("intake.duplicates");
                gateway.kill();
                gateway = Gateway.start(home, settings);
                Until.passed(Duration.ofMillis(ThreadLocalRandom.current().nextLong(200, 1500)));
                broker.destroy();
                broker.waitFor(30, TimeUnit.SECONDS);
                broker = mosquitto(conf, port);
                long more = Sender.acknowledged(senders) + 200;
                Until.holds("the broker takes messages again", PATIENCE, () -> Sender.acknowledged(senders) > more);
                verdict.say("round %d of %d: %d acknowledged by the broker", round, rounds, more);
            }
            for (Sender sender : senders) {
                verdict.check(sender.finish(PATIENCE), "%s waits for acknowledgements", sender.name);
            }
            long sent = senders.stream().mapToLong(Sender::sent).sum();
            Gateway last = gateway;
            boolean all = Until.within(PATIENCE, () -> last.stored() >= sent);
            verdict.check(all, "%d of %d were stored", last.stored(), sent);
            verdict.fact("rounds", rounds);
            verdict.fact("resends_recognised", duplicates + gateway.metric("intake.duplicates"));
            Kept.of(verdict, gateway).compare(senders).tell();
        } finally {
            for (Sender sender : senders) {
                sender.close();
            }
            gateway.close();
            broker.destroy();
            broker.waitFor(30, TimeUnit.SECONDS);
        }
    }

    private static Process mosquitto(Path conf, int port) throws IOException {
        Process process = new ProcessBuilder("mosquitto", "-c", conf.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        conf.resolveSibling("log").toFile()))
                .start();
        Until.holds("Mosquitto listens", PATIENCE, () -> {
            try (java.net.Socket socket = new java.net.Socket("127.0.0.1", port)) {
                return socket.isConnected();
            } catch (IOException e) {
                return false;
            }
        });
        return process;
    }
}
