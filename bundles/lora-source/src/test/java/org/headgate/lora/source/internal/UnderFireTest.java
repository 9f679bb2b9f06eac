package org.headgate.lora.source.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import javax.management.JMException;
import javax.management.ObjectName;
import org.awaitility.Awaitility;
import org.headgate.api.intake.Intake;
import org.headgate.api.intake.Outcome;
import org.headgate.api.message.Message;
import org.headgate.api.status.Problem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What strangers send to the UDP port, in numbers: it changes counters, and nothing else. Loopback only. */
class UnderFireTest {
    private static final int DATAGRAMS = Integer.getInteger("lora.datagrams", 100_000);
    private static final int SPOOFED = 10_000;
    /** Sent before they are waited for, so that they fit the socket's buffer. */
    private static final int AT_ONCE = 32;

    private static final String OURS = "gateway/aa555a0102030405/(rxpk|stat)|device/0102030405060708/up";

    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final Queue<String> strange = new ConcurrentLinkedQueue<>();
    private volatile Message last;

    @TempDir
    Path data;

    private LoraSource source;
    private InetSocketAddress port;
    private long sent;

    @BeforeEach
    void listens() throws IOException {
        Path keys = Files.writeString(
                data.resolve("lora.keys"),
                "deveui=0102030405060708 devaddr=49be7df1 nwkskey=" + Frames.NWK_S_KEY + " appskey=" + Frames.APP_S_KEY
                        + '\n');
        Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
        Map<String, Object> settings = new HashMap<>();
        settings.put("port", 0);
        settings.put("gateway_rate", 0);
        settings.put("keys_file", keys.toString());
        settings.put("gateways_allow", new String[] {"aa555a0102030405"});
        source = new LoraSource(TestConfig.with(settings), scheduler, data, InetAddress.getLoopbackAddress()::equals);
        source.intake = new Intake() {
            @Override
            public CompletionStage<Outcome> accept(Message message) {
                if (!message.address().matches(OURS)) {
                    strange.add(message.address());
                }
                last = message;
                return CompletableFuture.completedFuture(new Outcome.Stored(1, 1));
            }

            @Override
            public CompletionStage<Void> release(long originKey) {
                return CompletableFuture.completedFuture(null);
            }
        };
        port = new InetSocketAddress(
                InetAddress.getLoopbackAddress(), source.report().ports().get(LoraSource.NAME));
        await().until(() -> metric("devices") == 1);
    }

    @AfterEach
    void stop() {
        source.stop();
        scheduler.shutdownNow();
    }

    @Test
    void randomAndMutatedDatagrams_changeNothingButCounters() throws Exception {
        Random random = new Random(Long.getLong("lora.seed", 1));
        List<byte[]> good = List.of(
                Datagrams.push(1, Datagrams.rxpk(1, "AwIB"), Datagrams.rxpk(2, "AwIC")),
                Datagrams.of(2, 2, Gwmp.PULL_DATA, Datagrams.EUI, ""),
                Datagrams.of(1, 3, Gwmp.PUSH_DATA, Datagrams.EUI, "{\"stat\":{\"rxnb\":1,\"lati\":48.3,\"long\":2.9}}"),
                Datagrams.of(2, 4, Gwmp.TX_ACK, Datagrams.EUI, "{\"txpk_ack\":{\"error\":\"TX_FREQ\"}}"),
                Datagrams.push(5, Datagrams.rxpk(3, Frames.base64(forged()))));
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < DATAGRAMS; i++) {
                send(socket, i % 2 == 0 ? random(random) : mutated(good.get(random.nextInt(good.size())), random));
            }
        }
        await().until(() -> metric("datagrams") == sent && metric("pending") == 0);

        assertThat(strange).isEmpty();
        assertThat(metric("gateways")).as("the listed one").isLessThanOrEqualTo(1);
        assertThat(metric("queue.bytes")).isZero();
        assertThat(metric("malformed")).isPositive();
        assertThat(metric("devices.deciphered")).as("forged frames").isZero();
        assertThat(metric("devices.foreign")).isPositive();
        assertThat(source.report().problems()).noneMatch(Problem::degrades);
        try (var files = Files.list(data)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsOnly("lora.keys");
        }
        answersAsBefore();
    }

    @Test
    void spoofedTransmittersGatewaysAndHosts_takeNoMemory() throws Exception {
        spoof(0, SPOOFED / 4);
        long before = instances();
        spoof(SPOOFED / 4, SPOOFED + SPOOFED / 4);

        assertThat(instances()).as("objects of this bundle").isLessThan(before + 100);
        assertThat(strange).isEmpty();
        assertThat(metric("gateways")).isEqualTo(1);
        assertThat(metric("frames")).as("of each spoofed transmitter").isGreaterThanOrEqualTo(SPOOFED);
        answersAsBefore();
    }

    /** Each a transmitter of its own heard by our gateway; and a gateway of its own, from an address of its own. */
    private void spoof(int from, int to) throws IOException {
        try (DatagramSocket ours = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            for (int i = from; i < to; i++) {
                byte[] frame = Frames.up(1, 1, "spoofed");
                frame[1] = (byte) i;
                frame[2] = (byte) (i >> 8);
                send(ours, Datagrams.push(i, Datagrams.rxpk(i, Frames.base64(frame))));
                byte[] host = {127, 1, (byte) (i >> 8), (byte) i};
                try (DatagramSocket theirs = new DatagramSocket(0, InetAddress.getByAddress(host))) {
                    send(theirs, Datagrams.of(2, i, Gwmp.PULL_DATA, 0x0102030400000000L + i, ""));
                }
            }
        }
        await().until(() -> metric("datagrams") == sent && metric("pending") == 0);
    }

    private void answersAsBefore() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            socket.setSoTimeout(120_000);
            send(socket, Datagrams.push(0x0304, Datagrams.rxpk(77, Frames.base64(Frames.up(8, 1, "wet")))));
            DatagramPacket answer = new DatagramPacket(new byte[100], 100);
            socket.receive(answer);
            assertThat(Arrays.copyOf(answer.getData(), answer.getLength())).isEqualTo(new byte[] {2, 3, 4, 1});
        }
        assertThat(last.address()).isEqualTo("device/0102030405060708/up");
        assertThat(new String(last.payload(), StandardCharsets.UTF_8)).contains("\"fCnt\":8,");
    }

    private void send(DatagramSocket socket, byte[] datagram) throws IOException {
        socket.send(new DatagramPacket(datagram, datagram.length, port));
        if (++sent % AT_ONCE == 0) {
            await().until(() -> metric("datagrams") == sent);
        }
    }

    private long metric(String name) {
        return source.report().metrics().get(LoraSource.NAME + '.' + name);
    }

    /** Behind a collection. */
    private static long instances() throws JMException {
        String histogram = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
        return histogram
                .lines()
                .filter(line -> line.contains(" org.headgate."))
                .mapToLong(line -> Long.parseLong(line.strip().split("\\s+")[1]))
                .sum();
    }

    private static org.awaitility.core.ConditionFactory await() {
        return Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1));
    }

    /** So far from a good one that no few changed bits make it one. */
    private static byte[] forged() {
        byte[] frame = Frames.up(7, 1, "forged");
        for (int i = frame.length - 4; i < frame.length; i++) {
            frame[i] ^= 0x55;
        }
        return frame;
    }

    private static byte[] random(Random random) {
        byte[] bytes = new byte[random.nextInt(300)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] mutated(byte[] good, Random random) {
        byte[] bytes = good.clone();
        for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
    }
}
