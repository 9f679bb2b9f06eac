package org.headgate.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.logging.LogManager;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.headgate.api.batch.Address;

/** {@code headgate demo}: starts a gateway in a temporary home, demo devices and a buyer; ends with one line of totals. Exits 0 only if nothing is short. */
public final class Demo {
    private static final String FEED = "demo";
    private static final int PATIENCE_SECONDS = 90;

    private final PrintStream out;
    private final Path installed;
    private final Duration length;
    private final Ending ending;

    private Demo(PrintStream out, Path installed, Duration length, Ending ending) {
        this.out = out;
        this.installed = installed;
        this.length = length;
        this.ending = ending;
    }

    /** {@code --installed DIR [--for 60s]} */
    public static void main(String[] args) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Arguments arguments = Arguments.parse(args);
        if (arguments.exit() >= 0) {
            (arguments.exit() == 0 ? out : System.err).print(arguments.text());
            System.exit(arguments.exit());
        }
        LogManager.getLogManager().reset();
        Ending ending = new Ending();
        Runtime.getRuntime().addShutdownHook(new Thread(ending::interrupted));
        Path home = Files.createTempDirectory("headgate-demo");
        ending.add(() -> Folders.delete(home));
        int exit = 1;
        String stopped = "";
        try {
            exit = new Demo(out, arguments.installed(), arguments.length(), ending).run(home) ? 0 : 1;
        } catch (IOException | MqttException e) {
            stopped = "The demo stopped: " + e.getMessage() + System.lineSeparator();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!ending.done()) {
            return;
        }
        System.err.print(stopped);
        if (exit == 0) {
            Folders.delete(home);
        } else {
            System.err.println("The gateway's home was kept: " + home + " (log/ says more)");
        }
        System.exit(exit);
    }

    private boolean run(Path home) throws IOException, MqttException, InterruptedException {
        try (Trade trade = openTrade()) {
            out.println("Starting a gateway in a temporary home, on any free ports.");
            List<String> settings = new ArrayList<>(List.of(
                    "mqtt-door.port=0",
                    "coap-source.port=0",
                    "lora-source.port=0",
                    "coap-source.dtls.enabled=true",
                    "coap-source.dtls.port=0",
                    "batches.seal.age.seconds=10",
                    "devices.adopt.rule=*"));
            settings.addAll(trade.settings());
            ending.add(trade);
            measureEvery(2, home);
            long began = System.nanoTime();
            try (Gateway gateway = new Gateway(installed, home, settings)) {
                ending.add(gateway);
                Address address = gateway.awaitAddress(60);
                trade.prepare(address);
                JsonNode status = gateway.awaitReady(60);
                out.printf(
                        Locale.ROOT,
                        "Ready after %.1f s: MQTT on %d, CoAP with DTLS on %d.%n",
                        (System.nanoTime() - began) / 1e9,
                        port(status, "mqtt-door"),
                        port(status, "coap-source.dtls"));
                return sell(gateway, status, trade, new Checked(address), home);
            }
        }
    }

    private Trade openTrade() throws InterruptedException {
        try {
            return PaidRecords.start(out);
        } catch (IOException e) {
            out.println("Nothing is sold for payments here: " + e.getMessage() + ".");
            out.println("So the buyer is granted a pass; all else is the same.");
            return new Granted();
        }
    }

    private boolean sell(Gateway gateway, JsonNode status, Trade trade, Checked checked, Path home)
            throws IOException, MqttException, InterruptedException {
        JsonNode seattle = gateway.json("device", "credential", "add", "demo-seattle", "--json");
        JsonNode newYork = gateway.json("device", "credential", "add", "demo-newyork", "--type", "psk", "--json");
        List<String> create =
                new ArrayList<>(List.of("feed", "create", FEED, "--title", "Demo: replayed weather and this machine"));
        create.addAll(trade.terms());
        gateway.command(create.toArray(String[]::new));
        out.println("The gateway signs as " + checked.gateway() + ". A feed is for sale, " + trade.explained());
        int mqtt = port(status, "mqtt-door");
        try (Buyer buyer = trade.buyer(gateway, mqtt, FEED, checked);
                Station one = new MqttStation(
                        mqtt, "demo-seattle", seattle.path("secret").asText());
                Station two = new CoapStation(
                        port(status, "coap-source.dtls"),
                        "demo-newyork",
                        newYork.path("secret").asText())) {
            List<Replay> replays =
                    List.of(new Replay(one, Observation.of("Seattle")), new Replay(two, Observation.of("New York")));
            out.println("REPLAY: recorded daily observations of 2012 to 2015 by NOAA, 20 days a second each, from "
                    + one.name() + " and " + two.name() + ".");
            out.println("LIVE: this machine's own load, memory, network and temperatures, every 2 s.");
            out.println();
            watch(replays, buyer, checked);
            measureEvery(86_400, home);
            return settle(gateway, replays, checked, trade, buyer, home);
        }
    }

    /** Written so that the gateway never sees half of it; it takes it up within a second or two. */
    private static void measureEvery(int seconds, Path home) throws IOException {
        Path conf = Files.createDirectories(home.resolve("conf"));
        Path fresh = Files.writeString(home.resolve("host-source.cfg.new"), "interval.seconds = " + seconds + "\n");
        Files.move(
                fresh,
                conf.resolve("host-source.cfg"),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    private void watch(List<Replay> replays, Buyer buyer, Checked checked) throws IOException, InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (Replay replay : replays) {
            Thread thread = new Thread(replay, replay.station().name());
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        long until = System.nanoTime() + length.toNanos();
        long step = Math.min(TimeUnit.SECONDS.toMillis(5), Math.max(1, length.toMillis() / 4));
        while (System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(
                    Math.min(step, Math.max(1, TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime()))));
            out.printf(
                    "%5d sent and acknowledged | %5d delivered | %2d batches | %5d verified | replaying %s: %s %s%n",
                    acknowledged(replays),
                    checked.delivered(Long.MAX_VALUE),
                    checked.batches(),
                    checked.verified(Long.MAX_VALUE),
                    replays.get(0).latest().date(),
                    "latest record",
                    shortened(buyer.latest()));
            check(replays);
        }
        replays.forEach(Replay::stop);
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        }
        check(replays);
    }

    private boolean settle(Gateway gateway, List<Replay> replays, Checked checked, Trade trade, Buyer buyer, Path home)
            throws IOException, InterruptedException {
        out.println();
        out.println("Sealing what is left, exporting everything, and waiting for the last proofs.");
        Path export = home.resolve("export.jsonl");
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        Exported exported;
        Money money;
        boolean settled;
        // The machine may have measured itself once more before it was told to rest: then all is looked at again.
        do {
            Files.deleteIfExists(export);
            gateway.command(
                    "export", "--from", "1", "--to", "1000000000", "--format", "jsonl", "--out", export.toString());
            exported = Exported.read(export, replays, checked.first());
            while (checked.verified(exported.last()) < exported.due()
                    && System.nanoTime() < until
                    && checked.faults().isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
            money = trade.money(gateway, buyer);
            settled = checked.delivered(Long.MAX_VALUE) == exported.due()
                    && (money == null || money.agrees() && money.pays(exported.due()));
        } while (!settled && System.nanoTime() < until && checked.faults().isEmpty());
        Gateway.Answer verify = gateway.local("verify", export.toString());
        out.print(verify.out());
        out.print(verify.err());
        checked.faults().forEach(fault -> out.println("FAULT: " + fault));
        long sent = acknowledged(replays);
        long delivered = checked.delivered(exported.last());
        long verified = checked.verified(exported.last());
        long lost = Math.max(0, sent - exported.replayed()) + exported.due() - delivered;
        out.printf(
                "Totals: %d messages in, %d stored, %d batches sealed, %d records delivered, %d records verified, %d lost; %s%n",
                sent + exported.contributions() - exported.replayed(),
                exported.contributions(),
                exported.headers(),
                delivered,
                verified,
                lost,
                money == null ? "nothing was sold" : money);
        if (!settled) {
            out.println("FAULT: records, ledger, buyer and chain do not agree within the demo's time.");
        }
        return verify.exit() == 0
                && lost == 0
                && sent > 0
                && exported.replayed() == sent
                && exported.contributions() > exported.replayed()
                && verified == exported.due()
                && settled
                && checked.faults().isEmpty();
    }

    private static void check(List<Replay> replays) throws IOException {
        for (Replay replay : replays) {
            IOException failure = replay.failure();
            if (failure != null) {
                throw new IOException(replay.station().name() + ": " + failure.getMessage(), failure);
            }
        }
    }

    private static long acknowledged(List<Replay> replays) {
        return replays.stream().mapToLong(r -> r.acknowledged.get()).sum();
    }

    private static String shortened(String text) {
        return text.length() <= 90 ? text : text.substring(0, 89) + "…";
    }

    private static int port(JsonNode status, String name) throws IOException {
        int port = status.path("ports").path(name).asInt();
        if (port == 0) {
            throw new IOException("the gateway has no port " + name + "; its status: " + status);
        }
        return port;
    }
}
