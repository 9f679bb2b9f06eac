package org.headgate.checks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** What ships, by the SBOM that ships with it. */
class SupplyChainTest {
    /** Not jars of their own: which jar holds them, and where in it. */
    private static final Map<String, List<String>> EMBEDDED = Map.ofEntries(
            Map.entry("net.sf.kxml:kxml2", List.of("org.apache.felix.metatype", "org/kxml2/")),
            Map.entry("xmlpull:xmlpull", List.of("org.apache.felix.metatype", "org/xmlpull/")),
            Map.entry("com.uber:h3", List.of("org.headgate.feeds", "com/uber/h3core/")),
            Map.entry(
                    "org.eclipse.paho:org.eclipse.paho.mqttv5.client",
                    List.of("org.headgate.demo", "org/eclipse/paho/")),
            Map.entry("org.web3j:crypto", List.of("org.headgate.chain-evm", "org/web3j/crypto/")),
            Map.entry("org.web3j:rlp", List.of("org.headgate.chain-evm", "org/web3j/rlp/")),
            Map.entry("org.web3j:utils", List.of("org.headgate.chain-evm", "org/web3j/utils/")),
            Map.entry(
                    "org.webjars.npm:typescript",
                    List.of("org.headgate.pack", "META-INF/resources/webjars/typescript/")),
            Map.entry(
                    "org.headgate:org.headgate.profile.ble",
                    List.of("org.headgate.profile.bthome", "org/headgate/profile/ble/")),
            Map.entry(
                    "org.headgate:org.headgate.profile.json",
                    List.of("org.headgate.profile.tasmota", "org/headgate/profile/json/")),
            Map.entry(
                    "org.headgate:org.headgate.profile.lorawan",
                    List.of("org.headgate.profile.chirpstack", "org/headgate/profile/lorawan/")),
            Map.entry(
                    "org.headgate:org.headgate.profile.wifi",
                    List.of("org.headgate.profile.tasmota", "org/headgate/profile/wifi/")),
            Map.entry("org.headgate:org.headgate.tls", List.of("org.headgate.pay-http", "org/headgate/tls/")),
            Map.entry("org.mozilla:rhino", List.of("org.headgate.profile.ts013", "org/mozilla/javascript/")));

    private static final Set<String> LICENCES = Set.of(
            "Apache-2.0",
            "BSD-4-Clause", // as its description says; the text that comes with it is MIT's
            "Bouncy Castle Licence",
            "EPL-2.0",
            "MIT",
            "MPL-2.0",
            "Public Domain");

    private static final int TAR_BLOCK = 512;

    private static List<JsonNode> components() throws IOException {
        List<JsonNode> components = new ArrayList<>();
        new ObjectMapper()
                .readTree(Installed.FOLDER.resolve("sbom.cdx.json").toFile())
                .get("components")
                .forEach(components::add);
        return components;
    }

    private static String id(JsonNode component) {
        return component.get("group").asText() + ":" + component.get("name").asText();
    }

    private static Map<String, Path> jarsByHash() throws Exception {
        Map<String, Path> jars = new HashMap<>();
        try (Stream<Path> files = Files.walk(Installed.FOLDER)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".jar")).toList()) {
                byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
                jars.put(HexFormat.of().formatHex(hash), file);
            }
        }
        return jars;
    }

    private static String sha256(JsonNode component) {
        for (JsonNode hash : component.get("hashes")) {
            if (hash.get("alg").asText().equals("SHA-256")) {
                return hash.get("content").asText();
            }
        }
        return "";
    }

    @Test
    void sbom_namesEveryJarByItsHash() throws Exception {
        Map<String, Path> jars = jarsByHash();
        assertThat(jars).hasSizeGreaterThan(40);
        components().forEach(component -> jars.remove(sha256(component)));
        assertThat(jars.values()).as("jars that the SBOM does not name").isEmpty();
    }

    @Test
    void sbom_namesNothingThatIsNotThere() throws Exception {
        Map<String, Path> jars = jarsByHash();
        Set<String> absent = new TreeSet<>();
        for (JsonNode component : components()) {
            if (!jars.containsKey(sha256(component)) && !embedded(id(component), jars)) {
                absent.add(id(component));
            }
        }
        assertThat(absent).isEmpty();
    }

    private static boolean embedded(String id, Map<String, Path> jars) throws IOException {
        List<String> where = EMBEDDED.getOrDefault(id, List.of());
        for (Path jar : jars.values()) {
            if (!where.isEmpty() && jar.getFileName().toString().startsWith(where.get(0) + "-")) {
                try (ZipFile zip = new ZipFile(jar.toFile())) {
                    return zip.stream().anyMatch(entry -> entry.getName().startsWith(where.get(1)));
                }
            }
        }
        return false;
    }

    @Test
    void licences_ofWhatOthersMade_areThoseOfThePage() throws Exception {
        Map<String, String> shipped = new TreeMap<>();
        for (JsonNode component : components()) {
            if (!component.get("group").asText().equals("org.headgate")) {
                List<String> licences = new ArrayList<>();
                for (JsonNode choice : component.get("licenses")) {
                    JsonNode licence = choice.get("license");
                    licences.add(licence.path("id").asText(licence.path("name").asText()));
                }
                assertThat(licences).as(id(component)).containsAnyElementsOf(LICENCES);
                shipped.put(id(component), String.join(" or ", licences));
            }
        }
        Matcher row = Pattern.compile("(?m)^\\| `([^`]+:[^`]+)` \\| (.+?) \\|$")
                .matcher(Files.readString(Installed.SOURCE.resolve("docs/dependencies.md")));
        Map<String, String> listed = new TreeMap<>();
        while (row.find()) {
            listed.put(row.group(1), row.group(2));
        }
        assertThat(listed).isEqualTo(shipped);
    }

    @Test
    void plugins_ofTheBuild_haveFixedVersions() throws IOException {
        Pattern plugin =
                Pattern.compile("(?s)<plugin>.*?<artifactId>([^<]+)</artifactId>\\s*(<version>[^<]+</version>)?");
        Set<String> pinned = new TreeSet<>();
        Set<String> used = new TreeSet<>(Set.of(
                "maven-clean-plugin",
                "maven-compiler-plugin",
                "maven-jar-plugin",
                "maven-resources-plugin",
                "maven-surefire-plugin"));
        try (Stream<Path> files = Files.walk(Installed.SOURCE)) {
            for (Path pom : files.filter(file -> file.getFileName().toString().equals("pom.xml")
                            && !file.toString().contains("/target/"))
                    .toList()) {
                Matcher found = plugin.matcher(Files.readString(pom));
                while (found.find()) {
                    (found.group(2) == null ? used : pinned).add(found.group(1));
                }
            }
        }
        assertThat(pinned).containsAll(used);
    }

    @Test
    void nodePackages_areLockedWithTheirChecksums() throws IOException {
        try (Stream<Path> files = Files.walk(Installed.SOURCE)) {
            List<Path> locks = files.filter(
                            file -> file.getFileName().toString().equals("package-lock.json")
                                    && !file.toString().contains("/node_modules/"))
                    .toList();
            assertThat(locks).isNotEmpty();
            for (Path lock : locks) {
                new ObjectMapper()
                        .readTree(lock.toFile())
                        .get("packages")
                        .properties()
                        .forEach(entry -> {
                            if (!entry.getKey().isEmpty()) {
                                assertThat(entry.getValue().path("integrity").asText())
                                        .as("%s in %s", entry.getKey(), lock)
                                        .startsWith("sha512-");
                            }
                        });
            }
        }
    }

    /** What gateway-distribution/reproducible.sh shows by building twice, as far as one archive can show it. */
    @Test
    void archive_holdsNothingOfTheMachineThatMadeIt() throws IOException {
        Path archive;
        try (Stream<Path> files = Files.list(Installed.FOLDER.getParent())) {
            archive = files.filter(file -> file.toString().endsWith(".tar.gz"))
                    .findFirst()
                    .orElseThrow();
        }
        byte[] start = Files.readAllBytes(archive);
        assertThat(List.of(start[4], start[5], start[6], start[7]))
                .as("time in the gzip header")
                .containsOnly((byte) 0);
        Set<String> times = new TreeSet<>();
        Set<String> owners = new TreeSet<>();
        Set<String> modes = new TreeSet<>();
        List<String> names = new ArrayList<>();
        try (DataInputStream tar = new DataInputStream(new GZIPInputStream(Files.newInputStream(archive)))) {
            byte[] header = tar.readNBytes(TAR_BLOCK);
            while (header.length == TAR_BLOCK && header[0] != 0) {
                char type = (char) header[156];
                if (type == '0' || type == '5') {
                    names.add(text(header, 0, 100));
                    modes.add(type + " " + text(header, 100, 8));
                    owners.add(text(header, 108, 8) + " " + text(header, 116, 8) + " " + text(header, 265, 32) + " "
                            + text(header, 297, 32));
                    times.add(text(header, 136, 12));
                }
                long size = Long.parseLong(text(header, 124, 12), 8);
                tar.skipNBytes((size + TAR_BLOCK - 1) / TAR_BLOCK * TAR_BLOCK);
                header = tar.readNBytes(TAR_BLOCK);
            }
        }
        assertThat(names).hasSizeGreaterThan(100);
        assertThat(times).hasSize(1);
        assertThat(owners).singleElement().asString().matches("0+ 0+ root root");
        assertThat(modes).containsOnly("0 0100644", "0 0100755", "5 0040755");
    }

    private static String text(byte[] header, int offset, int length) {
        return new String(header, offset, length, StandardCharsets.US_ASCII)
                .replace('\0', ' ')
                .strip();
    }

    /** The tests run the examples where they lie in the source tree. */
    @Test
    void examples_ship_withoutWhatNpmFetchedForThem() throws IOException {
        try (Stream<Path> files = Files.list(Installed.FOLDER.resolve("docs/examples"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .contains("buy-pass.mjs", "package-lock.json")
                    .doesNotContain("node_modules");
        }
    }
}
