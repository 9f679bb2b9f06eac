package org.headgate.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FeaturesTest {
    @TempDir
    Path home;

    static List<String> features() {
        return Installed.features();
    }

    static String[] anyPorts(String... more) {
        List<String> settings = new ArrayList<>(List.of(more));
        settings.add("mqtt-door.port=0");
        settings.add("coap-source.port=0");
        settings.add("lora-source.port=0");
        settings.add("pay-http.port=0");
        return settings.toArray(String[]::new);
    }

    @ParameterizedTest
    @MethodSource("features")
    void feature_aloneWithWhatItRequires_isReady(String feature) throws Exception {
        String[] settings = switch (feature) {
            case "mqtt-door" -> new String[] {"headgate.features=mqtt-door", "mqtt-door.port=0"};
            case "pay-http" -> new String[] {"headgate.features=pay-http", "pay-http.port=0"};
            case "coap-source" -> new String[] {"headgate.features=coap-source", "coap-source.port=0"};
            case "lora-source" -> new String[] {"headgate.features=lora-source", "lora-source.port=0"};
            default -> new String[] {"headgate.features=" + feature};
        };
        try (RunningGateway gateway = RunningGateway.run(home, settings)) {
            assertThat(gateway.output()).startsWith("ready after");
            assertThat(gateway.log()).doesNotContain("WARNING", "SEVERE");
        }
        assertThat(home.resolve("conf/deploy.cfg")).exists();
    }

    @Test
    void allFeatures_together_areReadyAndSayTheirPorts() throws Exception {
        try (RunningGateway gateway = RunningGateway.run(home, anyPorts())) {
            assertThat(gateway.output())
                    .startsWith("ready after")
                    .containsPattern("mqtt-door \\d+")
                    .containsPattern("coap-source \\d+")
                    .containsPattern("lora-source \\d+");
            assertThat(gateway.status().get("state").asText()).isEqualTo("ready");
            assertThat(gateway.status().get("problems"))
                    .noneMatch(problem -> problem.get("degrades").asBoolean());
        }
    }

    @Test
    void cache_deleted_gatewayComesBackTheSame() throws Exception {
        List<String> before;
        try (RunningGateway gateway = RunningGateway.run(home, anyPorts())) {
            before = new ArrayList<>();
            gateway.status().get("facts").fieldNames().forEachRemaining(before::add);
        }
        deleteFolder(home.resolve("cache"));
        try (RunningGateway gateway = RunningGateway.run(home, anyPorts())) {
            List<String> after = new ArrayList<>();
            gateway.status().get("facts").fieldNames().forEachRemaining(after::add);
            assertThat(after).isEqualTo(before);
            assertThat(gateway.output()).startsWith("ready after");
        }
    }

    @Test
    void system_holdsExactlyWhatFeaturesName() throws IOException {
        Set<Path> named = new TreeSet<>();
        for (String feature : Installed.features()) {
            named.addAll(Installed.bundles(feature));
        }
        assertThat(new TreeSet<>(Installed.jars())).isEqualTo(named);
    }

    @Test
    void index_ofProfiles_namesEachInTheArchiveAndNoLibrary() throws IOException {
        List<String> lines = Files.readAllLines(Installed.FOLDER.resolve("profiles.index")).stream()
                .filter(line -> !line.startsWith("#"))
                .toList();

        assertThat(lines)
                .extracting(line -> line.split("\t")[0])
                .contains(
                        "cayenne",
                        "chirpstack",
                        "esphome",
                        "homeassistant",
                        "lora-sightings",
                        "senml",
                        "shelly",
                        "sparkplug",
                        "tasmota",
                        "thethingsstack",
                        "zigbee2mqtt");
        assertThat(lines)
                .filteredOn(line -> line.startsWith("tasmota\t"))
                .singleElement()
                .asString()
                .contains("\tprofile.transports=mqtt", "\tprofile.topics=tele/+/SENSOR,tele/+/STATE");
        for (String line : lines) {
            String id = line.split("\t")[0];
            assertThat(Installed.features()).as("the inbox tells to add it").contains("profile-" + id);
        }
        assertThat(Installed.jars()).noneMatch(jar -> jar.toString().matches(".*profile\\.(ble|json|testkit).*"));
    }

    static void deleteFolder(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
