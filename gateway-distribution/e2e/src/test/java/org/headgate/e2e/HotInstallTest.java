package org.headgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A profile comes, is exchanged, goes and comes again while its devices send 500 messages a second. */
class HotInstallTest {
    private static final int DEVICES = 5;
    private static final Duration INTERVAL = Duration.ofMillis(10);

    @Test
    void profile_droppedExchangedAndRemovedUnderLoad_losesAndDoublesNothing() throws Exception {
        Path home = Gateway.home("hot");
        List<Publisher> devices = new ArrayList<>();
        try (Gateway gateway = Gateway.start(
                home,
                "mqtt-door.port=0",
                "deploy.unsigned=true",
                "headgate.features=mqtt-door,prove,shell,profile-tasmota")) {
            int port = gateway.port("mqtt-door");
            for (int i = 0; i < DEVICES; i++) {
                String address = "0x00158d000000000" + i;
                devices.add(new Publisher(port, "z" + i, "zigbee2mqtt/" + address, value -> "{\"count\":" + value + "}")
                        .every(INTERVAL));
            }
            awaitMore(gateway, "intake.waiting", 500);
            assertThat(gateway.metric("journal.contributions")).isZero();

            Path drop = home.resolve("deploy/zigbee2mqtt.jar");
            long dropped = System.nanoTime();
            Bundles.drop("org.headgate.profile.zigbee2mqtt", drop, "1.0.1");
            await().pollInterval(Duration.ofMillis(50)).until(() -> gateway.metric("journal.contributions") > 0);
            System.out.printf("decodes %.1f s after the drop%n", (System.nanoTime() - dropped) / 1e9);
            awaitMore(gateway, "journal.contributions", 1000);
            Bundles.drop("org.headgate.profile.zigbee2mqtt", drop, "1.1.0");
            await().until(() -> gateway.command("profile", "list").contains("1.1.0"));
            awaitMore(gateway, "journal.contributions", 500);
            Files.delete(drop);
            await().until(() -> !gateway.command("profile", "list").contains("zigbee2mqtt"));
            awaitMore(gateway, "intake.waiting", 300);
            Bundles.drop("org.headgate.profile.zigbee2mqtt", drop, "1.2.0");
            awaitMore(gateway, "journal.contributions", 500);
            devices.forEach(Publisher::finish);
            long sent = devices.stream().mapToLong(Publisher::sent).sum();
            await().until(() -> gateway.metric("journal.contributions") >= sent);

            Exported exported = Exported.of(gateway);
            for (int i = 0; i < DEVICES; i++) {
                List<Long> kept = exported.values("urn:dev:mac:00158d000000000" + i + ":count");
                assertThat(kept)
                        .as("each once, in order")
                        .doesNotHaveDuplicates()
                        .isSorted();
                assertThat(new TreeSet<>(kept)).isEqualTo(new TreeSet<>(devices.get(i).acknowledged));
            }
        } finally {
            for (Publisher device : devices) {
                device.close();
            }
        }
    }

    private static void awaitMore(Gateway gateway, String metric, long more) throws Exception {
        long enough = gateway.metric(metric) + more;
        await().until(() -> gateway.metric(metric) >= enough);
    }
}
