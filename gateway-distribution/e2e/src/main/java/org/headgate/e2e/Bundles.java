package org.headgate.e2e;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** Bundles of the gateway itself are stopped, exchanged and put back, one after the other, while devices send and a buyer reads. */
final class Bundles {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private Bundles() {}

    /** @param names without {@code org.headgate.} */
    static void run(Verdict verdict, Gateway gateway, List<String> names, int rate) throws Exception {
        int port = gateway.port("mqtt-door");
        List<Sender> senders = Sender.group(port, "exchanged", 3, 1, rate);
        try (FeedReader buyer = new FeedReader(port, Buyers.pass(gateway, "anna"), FeedReader.Manner.GOOD)) {
            for (String name : names) {
                Path drop = gateway.home.resolve("deploy/" + name + ".jar");
                long began = System.nanoTime();
                drop("org.headgate." + name, drop, "9.9.9");
                awaitLoad(
                        name + " is exchanged",
                        gateway,
                        senders,
                        () -> Files.exists(drop.resolveSibling(drop.getFileName() + ".status"))
                                && Files.readString(drop.resolveSibling(drop.getFileName() + ".status"))
                                        .matches("(?s).*(active|unsigned).*"));
                Files.delete(drop);
                awaitLoad(
                        name + " is back",
                        gateway,
                        senders,
                        () -> !Files.exists(drop.resolveSibling(drop.getFileName() + ".status")));
                verdict.say("%s: exchanged and put back in %d ms", name, (System.nanoTime() - began) / 1_000_000);
            }
            for (Sender sender : senders) {
                verdict.check(sender.finish(PATIENCE), "%s waits for acknowledgements", sender.name);
            }
            verdict.fact("bundles", String.join(" ", names));
            verdict.check(
                    Until.within(PATIENCE, () -> Buyers.has(buyer, senders)),
                    "the buyer misses readings: has %d of %d",
                    buyer.received(),
                    Sender.acknowledged(senders));
            verdict.fact("received", buyer.received());
            Kept.of(verdict, gateway).compare(senders).tell();
        } finally {
            for (Sender sender : senders) {
                sender.close();
            }
        }
    }

    private static void awaitLoad(
            String what, Gateway gateway, List<Sender> senders, java.util.concurrent.Callable<Boolean> done) {
        Until.holds(what, PATIENCE, done);
        Until.holds(
                "ready: " + what,
                PATIENCE,
                () -> gateway.status().path("state").asText().equals("ready"));
        long more = Sender.acknowledged(senders) + 100;
        Until.holds("acknowledged: " + what, PATIENCE, () -> Sender.acknowledged(senders) > more);
    }

    /** The bundle that ships, under another version; to a name that is not looked at, then renamed. */
    static void drop(String symbolicName, Path target, String version) throws IOException {
        Path temporary = target.resolveSibling(target.getFileName() + ".tmp");
        try (JarInputStream in = new JarInputStream(Files.newInputStream(shipped(symbolicName)))) {
            Manifest manifest = in.getManifest();
            manifest.getMainAttributes().putValue("Bundle-Version", version);
            try (OutputStream out = Files.newOutputStream(temporary);
                    JarOutputStream jar = new JarOutputStream(out, manifest)) {
                for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
                    jar.putNextEntry(new JarEntry(entry.getName()));
                    in.transferTo(jar);
                }
            }
        }
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Path shipped(String symbolicName) throws IOException {
        try (Stream<Path> jars = Files.walk(Gateway.INSTALLED.resolve("system/org/headgate"))) {
            return jars.filter(jar -> jar.getFileName().toString().matches(symbolicName + "-\\d.*\\.jar"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
