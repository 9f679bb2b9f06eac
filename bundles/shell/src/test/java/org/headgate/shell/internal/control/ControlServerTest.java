package org.headgate.shell.internal.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.annotation.Annotation;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.headgate.api.batch.Batches;
import org.headgate.api.journal.Contribution;
import org.headgate.api.journal.Journal;
import org.headgate.api.status.Report;
import org.headgate.api.status.StatusSource;
import org.headgate.shell.client.ClientProcess;
import org.headgate.shell.client.ControlFile;
import org.headgate.shell.internal.FakeGateway;
import org.headgate.shell.internal.command.LargeJournal;
import org.headgate.shell.internal.command.MemoryBatches;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlServerTest {
    @TempDir
    Path home;

    private FakeGateway gateway;
    private final ControlStatus status = new ControlStatus();
    private ControlServer server;

    @BeforeEach
    void start() throws IOException {
        gateway = new FakeGateway(home);
        server = new ControlServer(gateway, status, config(4));
    }

    @AfterEach
    void stop() throws IOException {
        server.stop();
    }

    @Test
    void controlFile_started_isReadableByItsOwnerAlone() throws IOException {
        Path file = ControlFile.below(home);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.readAllLines(file))
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("port=" + server.port()),
                        line -> assertThat(line).matches("token=[0-9a-f]{64}"),
                        line -> assertThat(line)
                                .isEqualTo("pid=" + ProcessHandle.current().pid()));
    }

    @Test
    void controlFile_stopped_isGone() throws IOException {
        server.stop();

        assertThat(ControlFile.below(home)).doesNotExist();
        assertThat(ClientProcess.run(home, "status").code()).isEqualTo(3);
    }

    @Test
    void command_overTheSocket_bringsOutputAndExitCode() {
        gateway.troubled("mqtt-source", "broker_unreachable", true);

        ClientProcess.Result result = ClientProcess.run(home, "status");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out()).contains("▲ degraded").contains("broker_unreachable");
    }

    @Test
    void command_argumentsOfAnyCharacters_arriveAsTheyAre() {
        ClientProcess.Result result = ClientProcess.run(home, "státus 'x' \"$y\"\n\t*");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("státus 'x' \"$y\"\n\t*");
    }

    @Test
    void command_wrongToken_isDeniedAndCounted() throws IOException {
        new ControlFile(server.port(), "0".repeat(64), ProcessHandle.current().pid()).write(ControlFile.below(home));

        ClientProcess.Result result = ClientProcess.run(home, "status");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("does not accept the token");
        await().until(() -> status.report().metrics().get("shell.denied") == 1L);
    }

    @Test
    void connection_speaksHttp_isDenied() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes());
            await().until(() -> status.report().metrics().get("shell.denied") == 1L);
        }
    }

    @Test
    void connection_thatSpeaksByteByByte_getsNoLongerThanOthers() throws Exception {
        server.stop();
        server = new ControlServer(gateway, status, config(4, 300));
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setTcpNoDelay(true);
            socket.getOutputStream().write(new byte[] {0x48, 0x47, 0x43, 0x31, 0, 0, 0, (byte) 200});
            await().until(() -> status.unknown.get() == 1);
            await().pollInterval(Duration.ofMillis(50)).until(() -> {
                try {
                    socket.getOutputStream().write(0);
                } catch (IOException e) {
                    return true;
                }
                return status.unknown.get() == 0;
            });
        }
    }

    /** Anyone on this machine can connect, and say nothing. */
    @Test
    void connections_thatSayNothing_takeNoPlaceOfACommand() throws Exception {
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                silent.add(new Socket("127.0.0.1", server.port()));
            }

            assertThat(ClientProcess.run(home, "status").code()).isZero();
            assertThat(status.unknown.get()).isLessThanOrEqualTo(64);
            await().until(() -> status.report().metrics().get("shell.turned.away") >= 136L);
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    @Test
    void commands_atTheSameTime_areAnsweredEachOnItsOwn() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(2);
        try {
            List<Future<ClientProcess.Result>> results = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                results.add(clients.submit(() -> ClientProcess.run(home, "status", "--json")));
            }
            for (Future<ClientProcess.Result> result : results) {
                assertThat(result.get().out())
                        .startsWith("{\"state\":\"ready\"")
                        .endsWith("}\n");
            }
        } finally {
            clients.shutdownNow();
        }
    }

    @Test
    void command_oneMoreThanAllowed_isTurnedAwayWithTheLimit() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch entered = new CountDownLatch(4);
        gateway.sources.add(new Held(entered, release));
        ExecutorService clients = Executors.newFixedThreadPool(4);
        try {
            List<Future<ClientProcess.Result>> allowed = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                allowed.add(clients.submit(() -> ClientProcess.run(home, "status")));
            }
            entered.await();

            ClientProcess.Result oneMore = ClientProcess.run(home, "status");

            assertThat(oneMore.code()).isEqualTo(1);
            assertThat(oneMore.err()).contains("shell.commands.max allows run already");
            release.countDown();
            for (Future<ClientProcess.Result> result : allowed) {
                assertThat(result.get().code()).isZero();
            }
        } finally {
            release.countDown();
            clients.shutdownNow();
        }
    }

    @Test
    void export_ofMegabytes_arrivesByteForByte() throws Exception {
        List<Contribution> contributions = LargeJournal.of(20_000);
        gateway.with(Journal.class, new LargeJournal(contributions))
                .with(Batches.class, new MemoryBatches(contributions).sealThrough(20_000));
        Path file = home.resolve("out/export.cbor");
        String[] export = {"export", "--from", "1", "--to", "20000", "--format", "cbor"};

        ClientProcess.Result streamed = ClientProcess.run(home, export);
        String[] toFile = Arrays.copyOf(export, export.length + 2);
        toFile[export.length] = "--out";
        toFile[export.length + 1] = file.toString();
        ClientProcess.Result written = ClientProcess.run(home, toFile);

        assertThat(streamed.code()).as(streamed.err()).isZero();
        assertThat(streamed.bytes().length).isGreaterThan(10_000_000);
        assertThat(written.code()).as(written.err()).isZero();
        assertThat(Files.readAllBytes(file)).isEqualTo(streamed.bytes());
        try (Stream<Path> files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void file_thatCannotBeWritten_isSaidAndLeavesNothing() throws Exception {
        Path taken = Files.createDirectory(home.resolve("taken"));

        ClientProcess.Result result = ClientProcess.run(home, "support-bundle", "--out", taken.toString());

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("taken is a folder");
    }

    private record Held(CountDownLatch entered, CountDownLatch release) implements StatusSource {
        @Override
        public String component() {
            return "slow";
        }

        @Override
        public Report report() {
            entered.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Report.builder().build();
        }
    }

    private static ControlServer.Config config(int max) {
        return config(max, 60_000);
    }

    private static ControlServer.Config config(int max, int timeoutMillis) {
        return new ControlServer.Config() {
            @Override
            public int commands_max() {
                return max;
            }

            @Override
            public int request_timeout_ms() {
                return timeoutMillis;
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return ControlServer.Config.class;
            }
        };
    }
}
