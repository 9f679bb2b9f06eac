package org.headgate.checks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/security.md says of a gateway as it comes: who can reach it, who can read its files, where its secrets are. */
class DefaultsTest {
    private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)]");
    /** As /proc/net shows them, in the byte order of the machine: 127/8, ::1, and 127/8 mapped into IPv6. */
    private static final Pattern LOOPBACK =
            Pattern.compile("[0-9A-F]{6}7F|0{24}01000000|0{31}1|0{16}FFFF0000[0-9A-F]{6}7F|0{20}FFFF7F[0-9A-F]{6}");

    @TempDir
    static Path temporary;

    private static RunningGateway gateway;
    private static final Map<String, String> SECRETS = new LinkedHashMap<>();

    @BeforeAll
    static void start() throws Exception {
        gateway = RunningGateway.run(
                temporary.resolve("home"),
                "mqtt-door.port=0",
                "coap-source.port=0",
                "lora-source.port=0",
                "pay-http.port=0",
                "coap-source.dtls.enabled=true",
                "coap-source.dtls.port=0");
        assertThat(gateway.command("feed", "create", "f", "--title", "x").exitCode())
                .isZero();
        JsonNode pass = new ObjectMapper()
                .readTree(gateway.command("pass", "grant", "f", "--buyer", "anna", "--for", "1d", "--json")
                        .output());
        SECRETS.put("pass", pass.get("token").asText());
        for (String type : List.of("password", "psk")) {
            assertThat(gateway.command("device", "credential", "add", type, "--type", type)
                            .exitCode())
                    .isZero();
        }
        Matcher password = Pattern.compile("(?m)^-P (\\S+)$")
                .matcher(Files.readString(gateway.home.resolve("credentials/password/mosquitto_pub")));
        assertThat(password.find()).isTrue();
        SECRETS.put("password", password.group(1));
        SECRETS.put(
                "passphrase",
                Files.readString(gateway.home.resolve("data/keystore.pass")).strip());
        Matcher token =
                Pattern.compile("token=(\\S+)").matcher(Files.readString(gateway.home.resolve("cache/control")));
        assertThat(token.find()).isTrue();
        SECRETS.put("control token", token.group(1));
        assertThat(SECRETS.values()).allSatisfy(secret -> assertThat(secret).hasSizeGreaterThan(32));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void sockets_byDefault_areAllOnLoopback() throws Exception {
        Path process = Path.of("/proc/" + gateway.pid());
        Set<String> inodes = new TreeSet<>();
        for (Path descriptor : list(process.resolve("fd"))) {
            try {
                Matcher socket =
                        SOCKET.matcher(Files.readSymbolicLink(descriptor).toString());
                if (socket.matches()) {
                    inodes.add(socket.group(1));
                }
            } catch (NoSuchFileException closed) {
                continue;
            }
        }
        List<String> addresses = new ArrayList<>();
        for (String table : List.of("tcp", "tcp6", "udp", "udp6")) {
            for (String line : Files.readAllLines(process.resolve("net").resolve(table))) {
                String[] columns = line.strip().split("\\s+");
                if (inodes.contains(columns[9])) {
                    addresses.add(table + " " + columns[1].split(":")[0]);
                }
            }
        }
        assertThat(addresses)
                .hasSizeGreaterThanOrEqualTo(gateway.status().get("ports").size());
        assertThat(addresses)
                .allSatisfy(
                        address -> assertThat(address.split(" ")[1]).as(address).matches(LOOPBACK));
    }

    @Test
    void ports_inTheStatus_areThoseThatAreDocumented() throws Exception {
        Set<String> names = new TreeSet<>();
        gateway.status().get("ports").fieldNames().forEachRemaining(names::add);

        String page = Files.readString(Installed.SOURCE.resolve("docs/security.md"));
        assertThat(names).isNotEmpty().allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
    }

    @Test
    void files_ofTheHome_areClosedToOtherUsers() throws IOException {
        List<Path> open = new ArrayList<>();
        Files.walkFileTree(gateway.home, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                return folder.equals(gateway.home) ? FileVisitResult.CONTINUE : visitFile(folder, attributes);
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                try {
                    if (isOpen(Files.getPosixFilePermissions(file))) {
                        open.add(file);
                    }
                } catch (NoSuchFileException gone) {
                    return FileVisitResult.CONTINUE;
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
        assertThat(open).isEmpty();
        for (String secret : List.of("data/keystore", "data/keystore.pass", "cache/control", "passes", "credentials")) {
            assertThat(Files.getPosixFilePermissions(gateway.home.resolve(secret)))
                    .as(secret)
                    .doesNotContain(PosixFilePermission.GROUP_READ, PosixFilePermission.GROUP_WRITE);
        }
    }

    private static boolean isOpen(Set<PosixFilePermission> modes) {
        return modes.contains(PosixFilePermission.OTHERS_READ)
                || modes.contains(PosixFilePermission.OTHERS_WRITE)
                || modes.contains(PosixFilePermission.OTHERS_EXECUTE);
    }

    @Test
    void secrets_areInNoLogNorStatusNorArgumentNorSupportBundle() throws Exception {
        Path zip = temporary.resolve("support.zip");
        assertThat(gateway.command("support-bundle", "--out", zip.toString()).exitCode())
                .isZero();
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("log", gateway.log() + gateway.output());
        texts.put(
                "status",
                gateway.command("status", "--json").output()
                        + gateway.command("device", "credential", "list").output()
                        + gateway.command("pass", "list").output());
        Path process = Path.of("/proc/" + gateway.pid());
        texts.put("arguments", Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1));
        texts.put("environment", Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1));
        try (ZipFile support = new ZipFile(zip.toFile())) {
            for (ZipEntry entry : support.stream().toList()) {
                try (InputStream in = support.getInputStream(entry)) {
                    texts.put(
                            "support bundle, " + entry.getName(),
                            new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
                }
            }
        }
        texts.forEach((where, text) -> SECRETS.forEach((name, secret) ->
                assertThat(text.contains(secret)).as("%s in %s", name, where).isFalse()));
    }

    /** The pre-shared key, which DTLS needs as it is, shows that the search would find the others. */
    @Test
    void passwordsAndTokens_areNotInTheDatabases() throws Exception {
        List<String> psk;
        try (Stream<Path> files = Files.list(gateway.home.resolve("credentials/psk"))) {
            psk = Files.readAllLines(files.findFirst().orElseThrow());
        }
        Map<String, String> searched = new LinkedHashMap<>(SECRETS);
        searched.put("pre-shared key", psk.get(psk.size() - 1).strip());
        Set<String> found = new TreeSet<>();
        for (Path file : list(gateway.home.resolve("data"))) {
            if (file.toString().endsWith(".mv.db")) {
                String content = Files.readString(file, StandardCharsets.ISO_8859_1);
                searched.forEach((name, secret) -> {
                    if (holdsPart(content, secret)) {
                        found.add(name);
                    }
                });
            }
        }
        assertThat(found).containsExactly("pre-shared key");
    }

    /** H2 compresses pages, and puts a byte of its own between every 32 of what it cannot compress. */
    private static boolean holdsPart(String content, String secret) {
        for (int from = 0; from + 12 <= secret.length(); from += 4) {
            if (content.contains(secret.substring(from, from + 12))) {
                return true;
            }
        }
        return false;
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
