package org.headgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.headgate.testkit.FreePort;
import org.junit.jupiter.api.Test;

/** {@code kill -9} at any moment: what was acknowledged is there once, and everybody goes on. */
class KillTest {
    private static final int KILLS = 3;
    private static final int FIRST_STARTS = 3;

    @Test
    void gateway_killedUnderLoad_losesNothingAcknowledged() throws Exception {
        Path home = Gateway.home("kill");
        int mqtt = FreePort.find();
        int coap = FreePort.find();
        Gateway gateway = Gateway.start(
                home,
                "mqtt-door.port=" + mqtt,
                "coap-source.port=" + coap,
                "lora-source.port=0",
                "devices.adopt.rule=*",
                "host-source.interval.seconds=3600");
        String[] settings = {
            "mqtt-door.port=" + mqtt, "coap-source.port=" + coap, "lora-source.port=0", "devices.adopt.rule=*"
        };
        gateway.command("feed", "create", "all", "--min-trust", "0");
        JsonNode pass = gateway.json("pass", "grant", "all", "--buyer", "anna", "--for", "30d", "--json");
        List<Publisher> publishers = new ArrayList<>();
        try (Buyer buyer = new Buyer(mqtt, pass);
                CoapDevice device = new CoapDevice(coap, "coap");
                RepeatedCon repeated = new RepeatedCon(coap)) {
            for (int i = 0; i < 3; i++) {
                publishers.add(Publisher.senml(mqtt, "mqtt" + i).every(Duration.ofMillis(10)));
            }
            device.every(Duration.ofMillis(20));
            for (int kill = 0; kill < KILLS; kill++) {
                long soon =
                        acknowledged(publishers) + ThreadLocalRandom.current().nextLong(300, 900);
                await().until(() -> acknowledged(publishers) >= soon);
                byte[] message = RepeatedCon.message("repeated", kill);
                repeated.acknowledged(message);
                Announcer announced = new Announcer(mqtt, kill);
                announced.tell(1);
                announced.announce();
                gateway.kill();
                gateway = Gateway.start(home, settings);
                repeated.acknowledged(message);
                announced.tell(2);
            }
            long more = acknowledged(publishers) + 300;
            await().until(() -> acknowledged(publishers) >= more);
            publishers.forEach(Publisher::finish);
            device.finish();

            Exported exported = Exported.of(gateway);
            for (Publisher publisher : publishers) {
                List<Long> kept = exported.values(Publisher.urn(publisher.name) + ":count");
                assertThat(kept)
                        .as("no second contribution of what was sent again")
                        .doesNotHaveDuplicates();
                assertThat(new TreeSet<>(kept)).containsAll(publisher.acknowledged);
                assertThat(kept).as("the order of one device").isSorted();
            }
            assertThat(exported.values(Publisher.urn("coap") + ":count"))
                    .doesNotHaveDuplicates()
                    .containsAll(device.acknowledged);
            assertThat(exported.values(Publisher.urn("repeated") + ":count"))
                    .as("one contribution of each datagram that came before and after a kill")
                    .containsExactlyElementsOf(
                            LongStream.range(0, KILLS).boxed().toList());
            for (int kill = 0; kill < KILLS; kill++) {
                Announcer announced = new Announcer(mqtt, kill);
                assertThat(exported.values(announced.quantity()))
                        .as("what waited for the announcement, and what came after the kill: each once, in order")
                        .containsExactly(1L, 2L);
            }
            List<Long> sold = exported.sequences("urn:dev:ops:headgate-e2e-");
            await().untilAsserted(
                            () -> assertThat(new TreeSet<>(buyer.sequences)).containsAll(sold));
            assertThat(new ArrayList<>(new LinkedHashSet<>(buyer.sequences)))
                    .as("what came for the first time, in the order of the sequence")
                    .isSorted();
            assertThat(gateway.status().get("state").asText()).isEqualTo("ready");
            assertThat(gateway.metric("journal.lost.ranges")).isZero();
            assertNothingBroken(home);
        } finally {
            for (Publisher publisher : publishers) {
                publisher.close();
            }
            gateway.close();
        }
    }

    @Test
    void gateway_killedWhileItStarts_startsAgainWithNothingBroken() throws Exception {
        for (int round = 0; round < FIRST_STARTS; round++) {
            Path home = Gateway.home("first");
            for (int kill = 0; kill < 2; kill++) {
                Gateway starting = Gateway.launch(home, "mqtt-door.port=0", "coap-source.port=0", "lora-source.port=0");
                int millis = ThreadLocalRandom.current().nextInt(200, 3000);
                assertThat(starting.alive(Duration.ofMillis(millis)))
                        .as(starting.output())
                        .isTrue();
                starting.kill();
            }
            try (Gateway gateway =
                    Gateway.start(home, "mqtt-door.port=0", "coap-source.port=0", "lora-source.port=0")) {
                assertThat(gateway.metric("journal.lost.ranges")).isZero();
                assertNothingBroken(home);
            }
        }
    }

    private static long acknowledged(List<Publisher> publishers) {
        return publishers.stream()
                .mapToLong(publisher -> publisher.acknowledged.size())
                .sum();
    }

    private static void assertNothingBroken(Path home) throws IOException {
        for (Path folder : List.of(home.resolve("data"), home.resolve("data/journal"))) {
            try (Stream<Path> files = Files.list(folder)) {
                assertThat(files.map(Path::toString)).noneMatch(name -> name.contains("broken"));
            }
        }
    }
}
