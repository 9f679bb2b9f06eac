package org.headgate.intake.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.headgate.api.device.Devices.Seen;
import org.headgate.api.intake.Outcome;
import org.headgate.api.journal.Contribution;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.DeviceUrn;
import org.headgate.journal.internal.H2Journal;
import org.headgate.senml.SenmlRecord;
import org.headgate.senml.SenmlValue;
import org.headgate.store.internal.H2Store;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One message that speaks for several devices, as reporters of what is heard nearby send them: all of it is in the journal, or nothing. */
@Timeout(240)
class SeveralDevicesTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int MOST = 1000;

    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final TestProfiles profiles = new TestProfiles();
    private final TestDevices devices = new TestDevices();

    @TempDir
    Path folder;

    private @Nullable H2Store store;
    private @Nullable H2Journal journal;
    private @Nullable Pipeline pipeline;

    @BeforeEach
    void open() throws Exception {
        H2Store opened = H2Store.open(folder);
        H2Journal written = H2Journal.open(opened, folder);
        Pipeline fresh = new Pipeline(
                new Pipeline.Limits(2, 16 << 20, 10_000, 10_000, 100_000, PipelineRig.SIGHTINGS),
                TopicsRule.parse("#"),
                scheduler);
        profiles.listener = fresh::profilesChanged;
        fresh.writer(written);
        fresh.held(written.held());
        fresh.profiles(profiles);
        fresh.devices(devices);
        store = opened;
        journal = written;
        pipeline = fresh;
    }

    @AfterEach
    void close() {
        Objects.requireNonNull(pipeline).close();
        journal().close();
        Objects.requireNonNull(store).close();
    }

    @Test
    void accept_aThousandDevices_oneAcknowledgementForAllAndThereAfterARestart() throws Exception {
        profiles.add("reporter", "r/", message -> heard(message, count(message), ""));
        assertThat(accept("r/gate", MOST)).isEqualTo(new Outcome.Stored(1, MOST));
        assertThat(accept("r/gate", 3)).isEqualTo(new Outcome.Stored(MOST + 1, 3));
        assertThat(devices.seen).extracting(Seen::urn).containsSubsequence(urn(0), urn(MOST - 1), urn(2));
        assertThat(devices.seen).hasSize(MOST + 3);
        close();
        open();
        List<Contribution> kept = all();
        assertThat(kept).hasSize(MOST + 3);
        for (int i = 0; i < MOST; i++) {
            assertThat(kept.get(i).sequence()).isEqualTo(i + 1);
            assertThat(kept.get(i).device()).isEqualTo(urn(i));
            assertThat(kept.get(i).receivedAt()).isEqualTo(kept.get(0).receivedAt());
        }
    }

    @Test
    void accept_oneOfSeveralIsWrong_noneIsKeptAndNobodyWasHeard() throws Exception {
        profiles.add("reporter", "r/", message -> heard(message, 7, "urn:dev:ops:another:n"));
        assertThat(accept("r/gate", 7))
                .asInstanceOf(InstanceOfAssertFactories.type(Outcome.Quarantined.class))
                .returns("profile_fault", Outcome.Quarantined::code);
        assertThat(journal().next()).isEqualTo(1);
        assertThat(devices.seen).isEmpty();
        assertThat(journal().held().quarantined(9)).hasSize(1);
    }

    @Test
    void accept_moreThanAMessageMaySpeakFor_isRefusedWhole() throws Exception {
        profiles.add("reporter", "r/", message -> heard(message, count(message), ""));
        assertThat(accept("r/gate", MOST + 1))
                .asInstanceOf(InstanceOfAssertFactories.type(Outcome.Quarantined.class))
                .returns("too_many_devices", Outcome.Quarantined::code);
        assertThat(journal().next()).isEqualTo(1);
        assertThat(devices.seen).isEmpty();
    }

    @Test
    void accept_allOfItNamesNobody_nothingIsKept() {
        profiles.add("reporter", "r/", message -> List.of());
        assertThat(accept("r/gate", 5)).isEqualTo(new Outcome.Ignored());
        assertThat(journal().next()).isEqualTo(1);
        assertThat(devices.seen).isEmpty();
    }

    private Outcome accept(String topic, int devicesInIt) {
        Pipeline ready = Objects.requireNonNull(pipeline);
        await().until(() -> ready.shared.open && ready.shared.settled.is(profiles));
        return ready.accept(PipelineRig.message(topic, Integer.toString(devicesInIt), null))
                .toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private static int count(Message message) {
        return Integer.parseInt(new String(message.payload(), StandardCharsets.US_ASCII));
    }

    /** @param last if not empty, the name of a record of the last device */
    private static List<Decoded> heard(Message message, int count, String last) {
        List<Decoded> heard = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Decoded.Builder one = Decoded.of(urn(i), message).number("rssi", "dBm", -i % 100);
            if (i == count - 1 && !last.isEmpty()) {
                one.record(new SenmlRecord(
                        last, null, new SenmlValue.Num(1), null, message.receivedAt() / 1000.0, null, Map.of()));
            }
            heard.add(one.build());
        }
        return heard;
    }

    private List<Contribution> all() throws JournalUnavailable {
        List<Contribution> all = new ArrayList<>();
        while (all.size() + 1 < journal().next()) {
            all.addAll(journal().read(all.size() + 1, 256));
        }
        return all;
    }

    private static String urn(int i) {
        return DeviceUrn.named("mqtt", "tag-" + i);
    }

    private H2Journal journal() {
        return Objects.requireNonNull(journal);
    }
}
