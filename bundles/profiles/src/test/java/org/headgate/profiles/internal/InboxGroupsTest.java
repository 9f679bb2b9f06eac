package org.headgate.profiles.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.headgate.api.journal.HeldMessages.Group;
import org.headgate.api.profile.Inbox.Entry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InboxGroupsTest {

    @Test
    void of_alikeAddresses_areOneEntryWithAPattern() {
        List<Entry> entries = InboxGroups.of(
                List.of(
                        group("tele/a/SENSOR", "{\"t\":1}", 3, 10, 30),
                        group("tele/b/SENSOR", "{\"t\":2}", 4, 5, 20),
                        group("tele/a/STATE", "{\"p\":2}", 1, 7, 7)),
                message -> Optional.of("tasmota"));
        assertThat(entries)
                .containsExactly(
                        new Entry("mqtt", "tele/+/SENSOR", "json{t}", 7, 5, 30, "{\"t\":1}", "tasmota"),
                        new Entry("mqtt", "tele/a/STATE", "json{p}", 1, 7, 7, "{\"p\":2}", "tasmota"));
    }

    @Test
    void of_oneAddress_keepsItAsItIs() {
        assertThat(InboxGroups.of(List.of(group("a/b", "x", 1, 1, 1)), message -> Optional.empty()))
                .extracting(Entry::pattern, Entry::suggestion)
                .containsExactly(tuple("a/b", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"b\":1,\"a\":{\"x\":[1]}}|json{a,b}",
                "[1,2]|json[]",
                "21.5|number",
                "21.5 C|text",
                "\"x\"|json value",
                "ON|text",
                "{|text",
                "{\"a\":1,\"b\":1,\"c\":1,\"d\":1,\"e\":1,\"f\":1,\"g\":1,\"h\":1,\"i\":1}|json{a,b,c,d,e,f,g,h,…}"
            })
    void shape_payload_isDescribed(String payload, String shape) {
        assertThat(PayloadShape.of(payload.getBytes(StandardCharsets.UTF_8))).isEqualTo(shape);
    }

    @Test
    void shape_bytes_areBinaryOrEmpty() {
        assertThat(PayloadShape.of(new byte[] {0, 1, (byte) 0xff})).isEqualTo("binary[3]");
        assertThat(PayloadShape.of(new byte[0])).isEqualTo("empty");
        assertThat(PayloadShape.sample(new byte[] {0, 1, (byte) 0xff})).isEqualTo("0x0001ff");
    }

    @Test
    void sample_longText_isCutAndPrintable() {
        byte[] payload = ("a\nb" + "x".repeat(500)).getBytes(StandardCharsets.UTF_8);
        assertThat(PayloadShape.sample(payload)).hasSize(201).startsWith("a bx").endsWith("…");
    }

    @Test
    void suggest_fromIndex_bestFitThatIsNotInUse(@TempDir Path folder) throws IOException {
        Path index = folder.resolve("profiles.index");
        Files.writeString(index, """
                # id, then hints
                shelly\tprofile.transports=mqtt\tprofile.topics=shellies/#,+/events/rpc\tprofile.markers="method":"NotifyStatus"
                esphome\tprofile.transports=mqtt\tprofile.topics=+/sensor/+/state
                broken\tprofile.topics=a#
                """);
        Hints hints = new Hints(Stream::empty, Hints.read(index));
        assertThat(hints.suggest(Messages.mqtt("shellies/x/relay", "on"), Set.of()))
                .contains("shelly");
        assertThat(hints.suggest(Messages.mqtt("other", "{\"method\":\"NotifyStatus\"}"), Set.of()))
                .contains("shelly");
        assertThat(hints.suggest(Messages.mqtt("shellies/x/relay", "on"), Set.of("shelly")))
                .isEmpty();
        assertThat(hints.suggest(Messages.mqtt("a", "on"), Set.of())).isEmpty();
        assertThat(Hints.read(folder.resolve("none"))).isEmpty();
    }

    private static Group group(String topic, String payload, long count, long first, long last) {
        return new Group("mqtt", topic, count, first, last, Messages.mqtt(topic, payload));
    }
}
