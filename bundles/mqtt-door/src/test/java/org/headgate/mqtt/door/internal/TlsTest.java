package org.headgate.mqtt.door.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.headgate.api.message.Trust;
import org.headgate.api.status.Problem;
import org.headgate.testkit.Patience;
import org.headgate.testkit.PemFiles;
import org.headgate.testkit.TrustAll;
import org.headgate.tls.TlsFiles;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    @TempDir
    Path folder;

    private final TestDoor door = new TestDoor();
    private final FakeCredentials credentials = new FakeCredentials();
    private PemFiles server;
    private PemFiles authority;

    @BeforeEach
    void certificates() throws Exception {
        server = PemFiles.make(folder);
        authority = PemFiles.selfSigned(folder, "Authority", "");
        door.credentials = credentials;
    }

    @AfterEach
    void close() {
        door.close();
    }

    private void start(TlsFiles.Clients clients) {
        start(TestDoor.tls(server, clients, authority.certificate().toString()));
    }

    private void start(Listening listening) {
        door.start(TestDoor.LIMITS, null, listening);
        await().until(() -> door.door().port("mqtt-door.tls") > 0);
    }

    /** By mosquitto_pub; its exit status and what it said. */
    private String publish(PemFiles client, String... more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "mosquitto_pub",
                "-V",
                "mqttv5",
                "-h",
                "localhost",
                "-t",
                "a",
                "-q",
                "1",
                "-m",
                "1",
                "-p",
                String.valueOf(door.door().port("mqtt-door.tls")),
                "--cafile",
                server.certificate().toString()));
        if (client != null) {
            command.addAll(List.of(
                    "--cert",
                    client.certificate().toString(),
                    "--key",
                    client.key().toString()));
        }
        command.addAll(List.of(more));
        File out = folder.resolve("out").toFile();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out)
                .start();
        assertThat(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        return process.exitValue() + " " + Files.readString(out.toPath());
    }

    private static X509Certificate read(PemFiles pem) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(pem.certificate())) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private SSLSocket socket(String name) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustAll()}, null);
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), door.door().port("mqtt-door.tls"));
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, "", 0, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(name.isEmpty() ? List.of() : List.of(new SNIHostName(name)));
        socket.setSSLParameters(parameters);
        return socket;
    }

    private String nameShownTo(String asked) throws IOException, GeneralSecurityException {
        try (SSLSocket socket = socket(asked)) {
            X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return shown.getSubjectX500Principal().getName();
        }
    }

    @Test
    void sni_severalCertificates_eachNameGetsItsOwnAndOthersTheFirst() throws Exception {
        PemFiles shop = PemFiles.selfSigned(folder, "shop", "DNS:shop.example");
        PemFiles farms = PemFiles.selfSigned(folder, "farms", "DNS:*.farm.example,DNS:farm.example");
        List<PemFiles> all = List.of(server, shop, farms);
        TlsFiles files = new TlsFiles(
                all.stream().map(one -> one.certificate().toString()).toList(),
                all.stream().map(one -> one.key().toString()).toList(),
                TlsFiles.Clients.NONE,
                "");
        start(new Listening("127.0.0.1", 0, -1, 0, -1, files, List.of(), TestDoor.NOWHERE, true));
        assertThat(nameShownTo("shop.example")).isEqualTo("CN=shop");
        assertThat(nameShownTo("north.farm.example")).isEqualTo("CN=farms");
        assertThat(nameShownTo("farm.example")).isEqualTo("CN=farms");
        assertThat(nameShownTo("elsewhere.example")).isEqualTo("CN=localhost");
        assertThat(nameShownTo("")).isEqualTo("CN=localhost");
        try (SSLSocket socket = socket("shop.example");
                RawClient client = new RawClient(socket)) {
            client.connect("sni", 5);
        }
    }

    @Test
    void certificate_withANameThatNobodyCanAskFor_isUsedAllTheSame() throws Exception {
        server = PemFiles.selfSigned(folder, "odd", "DNS:*,DNS:localhost");
        start(TlsFiles.Clients.NONE);
        assertThat(nameShownTo("localhost")).isEqualTo("CN=odd");
        assertThat(problem("tls_files_unusable")).isEmpty();
    }

    /** As certbot and its like leave them: new files under the same names. */
    @Test
    void filesRenewed_whoComesGetsTheNewOnesAndWhoIsInStays() throws Exception {
        start(TlsFiles.Clients.NONE);
        try (SSLSocket socket = socket("localhost");
                RawClient client = new RawClient(socket)) {
            client.connect("stays", 5);
            PemFiles renewed = renewed();
            replace(server.certificate(), renewed.certificate());
            replace(server.key(), renewed.key());
            await().until(() -> nameShownTo("").equals("CN=renewed"));
            assertThat(publish(null)).startsWith("0 ");
            client.send(new byte[] {(byte) 0xC0, 0});
            assertThat(client.receive()).startsWith((byte) 0xD0);
        }
    }

    @Test
    void filesRenewed_keyIsNotThereYet_theFormerPairGoesOn() throws Exception {
        start(TlsFiles.Clients.NONE);
        PemFiles renewed = renewed();
        replace(server.certificate(), renewed.certificate());
        await().until(() -> problem("tls_files_unusable").contains("goes on with what was read before"));
        assertThat(problem("tls_files_unusable")).contains("the key is not that of the certificate");
        assertThat(nameShownTo("")).isEqualTo("CN=localhost");
        replace(server.key(), renewed.key());
        await().until(() -> problem("tls_files_unusable").isEmpty());
        assertThat(nameShownTo("")).isEqualTo("CN=renewed");
    }

    @Test
    void files_madeAfterTheStart_areFoundAndThePortOpens() throws Exception {
        PemFiles late = new PemFiles(folder.resolve("late.crt"), folder.resolve("late.key"));
        door.start(TestDoor.LIMITS, null, TestDoor.tls(late, TlsFiles.Clients.NONE, ""));
        await().until(() -> problem("tls_files_unusable").startsWith("no TLS: "));
        Files.copy(server.key(), late.key());
        replace(late.certificate(), server.certificate());
        await().until(() -> door.door().port("mqtt-door.tls") > 0);
        assertThat(publish(null)).startsWith("0 ");
        assertThat(problem("tls_files_unusable")).isEmpty();
    }

    private PemFiles renewed() throws IOException, InterruptedException {
        Path elsewhere = Files.createDirectory(folder.resolve("renewed"));
        return PemFiles.selfSigned(elsewhere, "renewed", "DNS:localhost,IP:127.0.0.1");
    }

    private static void replace(Path file, Path by) throws IOException {
        Path beside = file.resolveSibling("beside");
        Files.copy(by, beside);
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** What the status says of it, or nothing. */
    private String problem(String code) {
        return door.door().report().problems().stream()
                .filter(problem -> problem.code().equals(code))
                .map(Problem::reason)
                .findFirst()
                .orElse("");
    }

    @Test
    void certificatesAndKeys_notAsMany_statusSaysSo() {
        TlsFiles files = new TlsFiles(List.of("a.pem", "b.pem"), List.of("a.key"), TlsFiles.Clients.NONE, "");
        door.start(
                TestDoor.LIMITS,
                null,
                new Listening("127.0.0.1", 0, -1, 0, -1, files, List.of(), TestDoor.NOWHERE, true));
        assertThat(door.door().report().problems())
                .anyMatch(problem -> problem.code().equals("tls_files_unusable")
                        && problem.reason().contains("2 certificates and 1 keys"));
    }

    @Test
    void certificateOfTheAuthority_commonNameIsThatOfADevice_signsInAsIt() throws Exception {
        credentials.certificates.add("barn");
        start(TlsFiles.Clients.REQUIRED);
        assertThat(publish(authority.issue(folder, "barn"))).startsWith("0 ");
        assertThat(door.intake.accepted).hasSize(1);
        assertThat(door.intake.accepted.get(0).sender()).isEqualTo("barn");
        assertThat(door.intake.accepted.get(0).trust()).isEqualTo(Trust.TRANSPORT);
        assertThat(publish(authority.issue(folder, "shed"))).startsWith("135 ").contains("Not authorized");
        assertThat(publish(authority.issue(folder, "barn"), "-u", "shed")).startsWith("134 ");
        assertThat(publish(authority.issue(folder, "barn"), "-u", "barn")).startsWith("0 ");
    }

    @Test
    void certificateOfAnyone_keyIsThatOfADevice_signsInAsIt() throws Exception {
        PemFiles own = PemFiles.selfSigned(folder, "whatever", "");
        credentials.keys.put("probe", read(own).getPublicKey().getEncoded());
        start(TlsFiles.Clients.REQUIRED);
        assertThat(publish(own)).startsWith("0 ");
        assertThat(door.intake.accepted.get(0).sender()).isEqualTo("probe");
    }

    @Test
    void certificateOfAnotherAuthority_doesNotGetIn() throws Exception {
        credentials.certificates.add("barn");
        start(TlsFiles.Clients.OPTIONAL);
        assertThat(publish(PemFiles.selfSigned(folder, "barn", ""))).doesNotStartWith("0 ");
        assertThat(door.intake.accepted).isEmpty();
    }

    /** Let in by its key, which is withdrawn before CONNECT: the name that it gave itself counts for nothing. */
    @Test
    void keyWithdrawnBeforeConnect_ownNameIsThatOfAnotherDevice_refused() throws Exception {
        PemFiles own = PemFiles.selfSigned(folder, "barn", "");
        credentials.certificates.add("barn");
        credentials.keys.put("probe", read(own).getPublicKey().getEncoded());
        credentials.onlyOnce = true;
        start(TlsFiles.Clients.REQUIRED);
        assertThat(publish(own)).startsWith("135 ");
        assertThat(door.intake.accepted).isEmpty();
    }

    @Test
    void certificateRequired_noneShown_refusedInTheHandshake() throws Exception {
        start(TlsFiles.Clients.REQUIRED);
        assertThat(publish(null)).doesNotStartWith("0 ");
        assertThat(door.intake.accepted).isEmpty();
    }

    @Test
    void certificateOptional_noneShown_signsInOtherwise() throws Exception {
        start(TlsFiles.Clients.OPTIONAL);
        assertThat(publish(null)).startsWith("0 ");
        assertThat(door.intake.accepted.get(0).sender()).isEmpty();
    }

    @Test
    void credentialsAbsent_certificateShown_unavailable() throws Exception {
        door.credentials = null;
        start(TlsFiles.Clients.REQUIRED);
        assertThat(publish(authority.issue(folder, "barn"))).startsWith("136 ").contains("unavailable");
    }

    @Test
    void packetTooLarge_overTls_reasonArrivesFirst() throws Exception {
        start(TlsFiles.Clients.NONE);
        try (SSLSocket socket = socket("localhost");
                RawClient client = new RawClient(socket)) {
            client.connect("large", 5);
            client.send(Arrays.copyOf(new byte[] {0x30, (byte) 0x80, (byte) 0x80, (byte) 0x80, 1}, 1_000_000));
            byte[] disconnect = client.receive();
            assertThat(disconnect[2] & 0xFF).isEqualTo(0x95);
            assertThat(new String(disconnect, StandardCharsets.UTF_8)).contains("above the limit");
            assertThat(client.next()).isNegative();
        }
    }

    @Test
    void handshake_garbage_closed() throws Exception {
        start(TlsFiles.Clients.NONE);
        try (RawClient client = new RawClient(door.door().port("mqtt-door.tls"))) {
            client.send(new byte[100]);
            assertThatThrownBy(() -> {
                        while (client.next() >= 0) {
                            // an alert
                        }
                        throw new IOException("closed");
                    })
                    .isInstanceOf(IOException.class);
        }
        await().until(() -> door.broker().connectionCount() == 0);
    }
}
