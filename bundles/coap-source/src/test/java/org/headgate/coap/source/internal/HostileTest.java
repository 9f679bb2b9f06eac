package org.headgate.coap.source.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.core.coap.CoAP.Code;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.CoAP.Type;
import org.eclipse.californium.core.coap.Request;
import org.headgate.api.status.Problem;
import org.junit.jupiter.api.Test;

/** Random and mutated datagrams at both ports, for some seconds. The seed is told where something goes wrong. */
class HostileTest {
    private static final long NANOS = TimeUnit.SECONDS.toNanos(4);
    private static final byte[][] GOOD = {
        {0x48, 2, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8, (byte) 0xb1, 't', 0x11, 110, (byte) 0xff, '[', ']'},
        {0x41, 1, 0, 2, 9, 0x60, 0x56, 'h', 'e', 'a', 'l', 't', 'h'},
        {0x42, 3, 0, 3, 1, 2, (byte) 0xb1, 'b', (byte) 0xd1, 3, 0x0e, (byte) 0xff, 1, 2, 3, 4, 5, 6, 7, 8},
        {0x41, 2, 0, 4, 7, (byte) 0xb1, 't', (byte) 0xd1, 3, (byte) 0x0e, 0x51, 0x2c, (byte) 0xff, 9},
        {0x60, 0, 0, 1},
        {0x70, 0, 0, 1},
        {22, (byte) 0xfe, (byte) 0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0, 20, 1, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 8},
        {25, (byte) 0xfe, (byte) 0xfd, 0, 1, 0, 0, 0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 0, 4, 1, 2, 3, 4},
    };

    private final FakeIntake intake = new FakeIntake();

    @Test
    void datagrams_randomAndMutated_leaveTheEndpointUpAndItsTablesBounded() throws IOException {
        intake.answer = message -> java.util.concurrent.CompletableFuture.completedFuture(
                new org.headgate.api.intake.Outcome.Stored(1, 1));
        CoapSource source = new CoapSource(
                TestConfig.with(Map.of("port", 0, "dtls_port", 0, "dtls_enabled", true, "dtls_connections", 50)));
        source.intake = intake;
        long seed = System.nanoTime();
        try {
            try (DatagramSocket large = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
                large.send(new DatagramPacket(
                        new byte[PlainConnector.LARGEST_DATAGRAM + 1],
                        PlainConnector.LARGEST_DATAGRAM + 1,
                        InetAddress.getLoopbackAddress(),
                        source.report().ports().get(CoapSource.NAME)));
            }
            await().until(() -> source.report().metrics().get("coap-source.oversize") == 1);
            attack(source.report().ports(), new Random(seed));
            try (PlainClient good = new PlainClient(
                    InetAddress.getLoopbackAddress(), source.report().ports().get(CoapSource.NAME))) {
                Request request = new Request(Code.POST, Type.CON);
                request.getOptions().setUriPath("after/all");
                request.setPayload("1");
                good.socket.setSoTimeout(1000);
                await().ignoreException(SocketTimeoutException.class)
                        .until(() -> good.exchange(request).getCode() == ResponseCode.CHANGED);
            }
            await("seed " + seed).until(() -> source.report().metrics().get("coap-source.pending") == 0);
            Map<String, Long> metrics = source.report().metrics();
            assertThat(metrics.get("coap-source.dtls.connections"))
                    .as("seed %d", seed)
                    .isLessThanOrEqualTo(50);
            assertThat(metrics.get("coap-source.oversize")).as("seed %d", seed).isPositive();
            assertThat(source.report().problems()).extracting(Problem::code).contains("limit_oversize");
        } finally {
            source.stop();
        }
    }

    private static void attack(Map<String, Integer> ports, Random random) throws IOException {
        long end = System.nanoTime() + NANOS;
        DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        try {
            for (int i = 0; System.nanoTime() - end < 0; i++) {
                if (i % 500 == 499) {
                    socket.close();
                    socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                }
                byte[] bytes = random.nextInt(4) == 0 ? noise(random) : mutated(random);
                int port = ports.get(random.nextInt(4) == 0 ? CoapSource.DTLS : CoapSource.NAME);
                socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
            }
        } finally {
            socket.close();
        }
    }

    private static byte[] noise(Random random) {
        byte[] noise = new byte[random.nextInt(random.nextInt(50) == 0 ? 9000 : 100)];
        random.nextBytes(noise);
        return noise;
    }

    private static byte[] mutated(Random random) {
        byte[] bytes = GOOD[random.nextInt(GOOD.length)].clone();
        bytes[2 + random.nextInt(2)] = (byte) random.nextInt();
        for (int changes = random.nextInt(4); changes > 0; changes--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return random.nextInt(5) == 0 ? java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 8)) : bytes;
    }
}
