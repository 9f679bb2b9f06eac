package org.headgate.mqtt.door.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.headgate.mqtt.door.internal.WireCases.Case;
import org.headgate.mqtt.door.internal.WireCases.Step;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The byte-level cases of {@code cases.dir}, judged by the standard: where a case ends in an error, any error or closing without a word will do. */
class MqttWireCasesTest {
    @Test
    void cases_run_holdButForThoseListed() throws IOException {
        Path folder = Path.of(System.getProperty("cases.dir", "none"), "mqtt-wire");
        Assumptions.assumeTrue(Files.isDirectory(folder), "there are no cases in " + folder);
        List<Case> cases = WireCases.read(folder);
        Set<String> failed = new TreeSet<>();
        StringBuilder reasons = new StringBuilder();
        try (TestDoor door = new TestDoor().start()) {
            for (Case one : cases) {
                String why = run(door.port(), one);
                if (!why.isEmpty()) {
                    failed.add(one.toString());
                    reasons.append(one).append(" | ").append(why).append('\n');
                }
            }
        }
        assertThat(failed).as("%d cases%n%s", cases.size(), reasons).isEqualTo(listed());
    }

    private static Set<String> listed() throws IOException {
        try (var in = MqttWireCasesTest.class.getResourceAsStream("/wire-cases-not-passing.txt")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static String run(int port, Case one) {
        try (RawClient client = new RawClient(port)) {
            if (one.connect()) {
                client.connect(one.name(), one.version());
            }
            for (int i = 0; i < one.steps().size(); i++) {
                Step step = one.steps().get(i);
                boolean last = one.closes() && i == one.steps().size() - 1;
                if (step.type().equals("external_publish")) {
                    publish(port, step);
                } else if (step.type().equals("send")) {
                    send(client, step.bytes(), one.closes());
                } else if (ended(client, step.bytes(), last)) {
                    return "";
                }
            }
            return one.closes() ? closed(client) : alive(client);
        } catch (IOException e) {
            return e.getClass().getSimpleName() + " " + e.getMessage();
        }
    }

    /** @param closes whether the server is to close in the end: then it may have done so already, having seen enough */
    private static void send(RawClient client, byte[] bytes, boolean closes) throws IOException {
        try {
            client.send(bytes);
        } catch (SocketException e) {
            if (!closes) {
                throw e;
            }
        }
    }

    private static boolean ended(RawClient client, byte[] wire, boolean last) throws IOException {
        boolean ending = last && ((wire[0] & 0xFF) == 0xE0 || wire[0] == 0x20 && wire[3] != 0);
        byte[] got;
        try {
            got = client.receive();
        } catch (EOFException | SocketException e) {
            if (ending) {
                return true;
            }
            throw e;
        }
        if (ending && ((got[0] & 0xFF) == 0xE0 || got[0] == 0x20 && got[3] != 0)) {
            return false;
        }
        boolean welcome = wire[0] == 0x20 && got[0] == 0x20 && wire[3] == 0 && got[3] == 0 && wire[2] == got[2];
        if (!welcome && !Arrays.equals(wire, got)) {
            throw new IOException("received %s, expected %s"
                    .formatted(HexFormat.of().formatHex(got), HexFormat.of().formatHex(wire)));
        }
        return false;
    }

    private static String closed(RawClient client) throws IOException {
        try {
            int next = client.next();
            return next < 0 ? "" : "answered %02x where it should have closed".formatted(next);
        } catch (SocketTimeoutException e) {
            return "still connected";
        } catch (SocketException e) {
            return "";
        }
    }

    private static String alive(RawClient client) throws IOException {
        client.send("C0 00");
        return client.receive()[0] == (byte) 0xD0 ? "" : "no PINGRESP";
    }

    private static void publish(int port, Step step) throws IOException {
        try (RawClient helper = new RawClient(port)) {
            helper.connect("helper", 4);
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            byte[] topic = step.topic().getBytes(StandardCharsets.UTF_8);
            body.write(0);
            body.write(topic.length);
            body.writeBytes(topic);
            if (step.qos() > 0) {
                body.writeBytes(new byte[] {0, 1});
            }
            body.writeBytes(step.bytes());
            helper.packet(0x30 | step.qos() << 1 | (step.retain() ? 1 : 0), body.toByteArray());
            if (step.qos() > 0) {
                helper.receive();
            }
            if (step.qos() == 2) {
                helper.send("62 02 0001");
                helper.receive();
            }
        }
    }
}
