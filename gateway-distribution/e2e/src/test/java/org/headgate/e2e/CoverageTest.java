package org.headgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.headgate.api.batch.Address;
import org.headgate.proof.Secp256k1;
import org.headgate.testkit.FreePort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What packet forwarders hear is judged, sold and proven as all else is, each sighting once, whatever is killed in between. */
class CoverageTest {
    private static final String WITNESS = "urn:dev:ops:headgate-coverage-witness";
    private static final String EUI = "0016c001f153a14c";
    private static final String OTHER = "0016c001f153a14d";
    private static final int HEARD = 40;

    /** So many contributions of a new device may come before it is adopted. */
    private static final int FIRST = 10;

    private static final Pattern PROVEN = Pattern.compile("feed witness +(\\d+) .*proven");
    private static final long DOLLARS = 1_000_000;

    @TempDir
    Path folder;

    @Test
    void sightings_throughAKill_becomeVerdictsOnce_andABuyerProvesThem() throws Exception {
        Path home = Gateway.home("coverage");
        int mqtt = Gateway.freePort();
        int udp = FreePort.find();
        String[] settings = settings("mqtt-door.port=" + mqtt, "lora-source.port=" + udp, "coap-source.port=0");
        Gateway gateway = Gateway.start(home, settings);
        Process reader = null;
        try (Forwarder one = new Forwarder(udp, EUI);
                Forwarder other = new Forwarder(udp, OTHER)) {
            gateway.command("feed", "create", "witness", "--device", WITNESS, "--min-trust", "0");
            JsonNode pass = gateway.json("pass", "grant", "witness", "--buyer", "anna", "--for", "30d", "--json");
            Path received = folder.resolve("received.jsonl");
            reader = read(mqtt, pass, received);

            int kill = ThreadLocalRandom.current().nextInt(HEARD / 4, HEARD);
            for (int i = 0; i < HEARD; i++) {
                one.heard(1 + i % 3, i, -100 - i);
                other.heard(1 + i % 3, i, -90 - i);
                if (i == kill) {
                    gateway.kill();
                    gateway = Gateway.start(home, settings);
                }
            }
            Gateway running = gateway;
            await().until(() -> {
                Exported now = Exported.of(running);
                return verdicts(now).contains(sightings(now, one, other).last());
            });
            Exported exported = Exported.of(gateway);
            List<Long> judged = verdicts(exported);
            assertThat(judged)
                    .as("killed at %s: one verdict a sighting of an adopted receiver", kill)
                    .doesNotHaveDuplicates()
                    .hasSizeGreaterThan(HEARD);
            assertThat(sightings(exported, one, other)).containsAll(judged);
            assertThat(gateway.json("coverage", "explain", Long.toString(judged.get(0)), "--json")
                            .path("verdict")
                            .asText())
                    .startsWith("0xa3");

            await().untilAsserted(() -> assertThat(proven(verified(running, received)))
                    .as("all but what came before the witness itself was adopted")
                    .isBetween(judged.size() - FIRST, judged.size()));

            gateway.close();
            Files.delete(home.resolve("data/coverage.mv.db"));
            gateway = Gateway.start(home, settings);
            Gateway again = gateway;
            await().until(() -> again.metric("coverage.sightings")
                            >= sightings(exported, one, other).size()
                    && again.metric("coverage.waiting") == 0
                    && again.metric("coverage.published") == 0
                    && again.metric("coverage.outbox.bytes") == 0);
            assertThat(verdicts(Exported.of(gateway)))
                    .as("judged again from the journal alone: the same bytes, which intake knows")
                    .isEqualTo(judged);
        } finally {
            if (reader != null) {
                reader.destroy();
            }
            gateway.close();
        }
    }

    @Test
    void verdicts_areBoughtOneByOne_onAChain() throws Exception {
        int udp = FreePort.find();
        byte[] secret = new byte[32];
        secret[0] = 0x29;
        Address wallet = Secp256k1.address(secret);
        Path key = Files.createFile(
                folder.resolve("wallet.key"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(key, "0x29" + "00".repeat(31));
        Path out = folder.resolve("bought.jsonl");
        Path said = folder.resolve("said.txt");
        Process buyer = null;
        try (Shop shop = Shop.open("coverage-sale", settings("lora-source.port=" + udp));
                Forwarder forwarder = new Forwarder(udp, EUI)) {
            shop.chain.mint(wallet, BigInteger.valueOf(DOLLARS));
            shop.sell("witness", WITNESS, "--record-price", "0.0001");
            ProcessBuilder builder = new ProcessBuilder(
                            Gateway.INSTALLED + "/bin/headgate",
                            "buy",
                            "mqtt://127.0.0.1:" + shop.gateway.port("mqtt-door"),
                            "witness",
                            "--limit",
                            "0.5",
                            "--count",
                            "5",
                            "--out",
                            out.toString(),
                            "--asset",
                            shop.asset())
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile());
            builder.environment().put("WALLET_KEY_FILE", key.toString());
            buyer = builder.start();
            for (int i = 0; buyer.isAlive(); i++) {
                forwarder.heard(1, i, -101);
            }
            assertThat(buyer.waitFor()).as(Files.readString(said)).isZero();
            Gateway.Finished verified = Gateway.finish(List.of(
                    Gateway.INSTALLED + "/bin/headgate",
                    "verify",
                    "--gateway",
                    shop.seller.toString(),
                    out.toString()));
            assertThat(verified.exitCode()).as(verified.output()).isZero();
            assertThat(Files.readString(out)).contains(WITNESS + ":verdict");
        } finally {
            if (buyer != null) {
                buyer.destroy();
            }
        }
    }

    private static String[] settings(String... more) {
        return Stream.concat(
                        Stream.of(more),
                        Stream.of(
                                "devices.adopt.rule=*",
                                "host-source.interval.seconds=1",
                                "batches.seal.age.seconds=1",
                                "coverage.settle.seconds=1",
                                "coverage.region=EU868",
                                "coverage.publish.verdicts=true"))
                .toArray(String[]::new);
    }

    private static Process read(int port, JsonNode pass, Path received) throws IOException {
        return new ProcessBuilder(
                        "mosquitto_sub",
                        "-p",
                        Integer.toString(port),
                        "-u",
                        pass.get("id").asText(),
                        "-P",
                        pass.get("token").asText(),
                        "-V",
                        "5",
                        "-i",
                        "anna",
                        "-c",
                        "-x",
                        "86400",
                        "-q",
                        "1",
                        "-F",
                        "%j",
                        "-t",
                        "feeds/witness/records",
                        "-t",
                        "feeds/witness/proofs")
                .redirectErrorStream(true)
                .redirectOutput(received.toFile())
                .start();
    }

    private static String verified(Gateway gateway, Path received) throws IOException, InterruptedException {
        Path whole = received.resolveSibling("whole.jsonl");
        List<String> lines = new ArrayList<>(Files.readAllLines(received));
        lines.removeIf(line -> !line.startsWith("{") || !line.endsWith("}"));
        Files.write(whole, lines);
        Gateway.Finished verified = Gateway.finish(List.of(
                Gateway.INSTALLED + "/bin/headgate",
                "verify",
                "--gateway",
                gateway.status().findValue("gateway").asText(),
                whole.toString()));
        assertThat(verified.exitCode()).as(verified.output()).isZero();
        return verified.output();
    }

    private static int proven(String verified) {
        Matcher found = PROVEN.matcher(verified);
        return found.find() ? Integer.parseInt(found.group(1)) : 0;
    }

    private static List<Long> verdicts(Exported exported) {
        return exported.values(WITNESS + ":sighting");
    }

    private static TreeSet<Long> sightings(Exported exported, Forwarder... forwarders) {
        TreeSet<Long> sightings = new TreeSet<>();
        for (Forwarder forwarder : forwarders) {
            sightings.addAll(exported.sequences(forwarder.urn() + ":rssi"));
        }
        return sightings;
    }
}
