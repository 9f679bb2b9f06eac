package org.headgate.intake.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.headgate.api.device.Devices.Seen;
import org.headgate.api.intake.Outcome;
import org.headgate.api.journal.JournalEntry;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.api.journal.NewContribution;
import org.headgate.api.message.Message;
import org.headgate.api.message.Origin;
import org.headgate.api.message.Trust;
import org.headgate.api.profile.Claim;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.DeviceProfile;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.senml.SenmlPack;
import org.headgate.senml.SenmlRecord;
import org.headgate.senml.SenmlValue;
import org.headgate.testkit.Patience;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(240)
class PipelineTest {
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final MemoryJournal journal = new MemoryJournal();
    private final TestProfiles profiles = new TestProfiles();
    private final TestDevices devices = new TestDevices();
    private @Nullable Pipeline pipeline;

    @AfterEach
    void close() {
        if (pipeline != null) {
            pipeline.close();
        }
        journal.close();
        scheduler.shutdownNow();
    }

    @Test
    void accept_claimed_isStoredAdoptedAndSeen() {
        start();
        profiles.add("numbers", "n/", TestProfiles::number);
        assertThat(send("n/1", "21.5")).isEqualTo(new Outcome.Stored(1, 1));
        NewContribution kept = journal.contributions().get(0);
        assertThat(kept.device()).isEqualTo("urn:dev:ops:headgate-mqtt-n_2f1");
        assertThat(kept.adopted()).isTrue();
        assertThat(kept.receivedAt()).isEqualTo(1_700_000_000_000L);
        assertThatCode(() -> SenmlPack.fromCanonical(kept.pack())).doesNotThrowAnyException();
        await().untilAsserted(() -> assertThat(devices.seen)
                .extracting(Seen::profile, Seen::address)
                .containsExactly(tuple("numbers", "n/1")));
    }

    @Test
    void accept_unclaimed_waitsAndIsDecodedWhenAProfileComes() {
        start();
        assertThat(send("n/1", "1")).isEqualTo(new Outcome.Waiting());
        assertThat(send("n/1", "2")).isEqualTo(new Outcome.Waiting());
        assertThat(send("other", "x")).isEqualTo(new Outcome.Waiting());
        profiles.add("numbers", "n/", TestProfiles::number);
        await().until(() -> journal.contributions().size() == 2);
        assertThat(numbers("n/1")).containsExactly(1, 2);
        assertThat(journal.waitingCount()).isEqualTo(1);
        assertThat(send("n/1", "3")).isInstanceOf(Outcome.class);
        await().until(() -> numbers("n/1").equals(List.of(1, 2, 3)));
    }

    @Test
    void accept_waitingRowsRefusedOrEmpty_areQuarantinedOrDropped() {
        start();
        send("n/1", "x");
        send("n/2", "drop");
        profiles.add(
                "numbers", "n/", message -> message.address().equals("n/2") ? List.of() : TestProfiles.number(message));
        await().until(() -> journal.waitingCount() == 0);
        assertThat(journal.refused()).extracting(JournalEntry.Quarantined::code).containsExactly("not_a_number");
        assertThat(journal.contributions()).isEmpty();
    }

    @Test
    void accept_noProfilesRegistry_waits() {
        open(new Pipeline.Limits(2, 1 << 20, 1000, 0, 1000));
        await().until(() -> send("n/1", "1").equals(new Outcome.Waiting()));
    }

    @Test
    void accept_waitingFromBeforeTheStart_comesFirst() {
        for (int i = 1; i <= 200; i++) {
            journal.write(new JournalEntry.Waiting(message("n/1", Integer.toString(i), null)));
        }
        await().until(() -> journal.waitingCount() == 200);
        profiles.add("numbers", "n/", TestProfiles::number);
        start();
        accept("n/1", "201");
        await().until(() -> numbers("n/1").size() == 201);
        assertThat(numbers("n/1")).isSorted();
        assertThat(journal.waitingCount()).isZero();
    }

    @Test
    void accept_sharedTopicWithSomeUnclaimed_theOthersDoNotWait() {
        start();
        profiles.add("ones", new DeviceProfile() {
            @Override
            public Claim claims(Message message) {
                return message.payload()[0] == '1' ? Claim.THIS_ONE : Claim.NOT_THIS_ONE;
            }

            @Override
            public List<Decoded> decode(Message message) throws MalformedPayload {
                return TestProfiles.number(message);
            }
        });
        assertThat(send("ble", "2")).isEqualTo(new Outcome.Waiting());
        await().until(() -> send("ble", "1") instanceof Outcome.Stored);
        assertThat(send("ble", "1")).isInstanceOf(Outcome.Stored.class);
        assertThat(send("ble", "2")).isEqualTo(new Outcome.Waiting());
    }

    @Test
    void accept_badContent_isQuarantinedWithItsReason() {
        start();
        profiles.add("numbers", "n/", TestProfiles::number);
        profiles.add(
                "huge",
                "h/",
                message -> List.of(Decoded.of("urn:dev:ops:h", message)
                        .number("n", null, 1e300)
                        .build()));
        profiles.add(
                "alien",
                "a/",
                message -> List.of(Decoded.of("urn:dev:ops:a", message)
                        .record(new SenmlRecord("urn:dev:ops:b:n", null, new SenmlValue.Num(1), 1.7e9))
                        .build()));
        profiles.add("deep", "d/", message -> overflow(message));
        assertThat(code(send("n/1", "x"))).isEqualTo("not_a_number");
        assertThat(code(send("h/1", "x"))).isEqualTo("number_out_of_range");
        assertThat(code(send("a/1", "x"))).isEqualTo("profile_fault");
        assertThat(code(send("d/1", "x"))).isEqualTo("profile_fault");
        assertThat(send("n/1", "1")).isInstanceOf(Outcome.Stored.class);
    }

    @Test
    void accept_nothingToKeep_isIgnored() {
        start();
        profiles.add("silent", "s/", message -> List.of());
        assertThat(send("s/1", "x")).isEqualTo(new Outcome.Ignored());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"feeds/x/records", "$SYS/broker/uptime", "a/b/set", "a/b/get", "homeassistant/sensor/config"})
    void accept_topicOutside_isIgnored(String topic) {
        start();
        assertThat(send(topic, "x")).isEqualTo(new Outcome.Ignored());
    }

    @Test
    void accept_topicOutsideButClaimed_goesIn() {
        start();
        profiles.add("all", "", TestProfiles::number);
        assertThat(send("homeassistant/x", "1")).isInstanceOf(Outcome.Stored.class);
        assertThat(send("feeds/x", "1")).isEqualTo(new Outcome.Ignored());
    }

    @Test
    void accept_decodeHangs_isQuarantinedAndTheLaneGoesOn() {
        start(1, 500);
        CountDownLatch never = new CountDownLatch(1);
        profiles.add("slow", "s/", message -> {
            never.await();
            return List.of();
        });
        profiles.add("numbers", "n/", TestProfiles::number);
        CompletableFuture<Outcome> hanging = accept("s/1", "x");
        assertThat(send("n/1", "1")).isInstanceOf(Outcome.Stored.class);
        assertThat(code(hanging.join())).isEqualTo("decode_timeout");
        accept("s/1", "x");
        assertThat(send("n/1", "2")).isInstanceOf(Outcome.Stored.class);
        assertThat(code(send("s/1", "x"))).isEqualTo("decode_timeout");
        await().until(() -> profiles.disabled.size() == 1);
        assertThat(profiles.disabled.get(0)).startsWith("slow: 3 messages in a row");
        await().until(() -> send("s/1", "x").equals(new Outcome.Waiting()));
        assertThat(numbers("n/1")).containsExactly(1, 2);
    }

    @Test
    void accept_decodeHangsNowAndThen_doesNotDisable() {
        start(1, 500);
        CountDownLatch never = new CountDownLatch(1);
        profiles.add("moody", "m/", message -> {
            if (message.payload()[0] == 'x') {
                never.await();
            }
            return TestProfiles.number(message);
        });
        for (int i = 0; i < 3; i++) {
            assertThat(code(send("m/1", "x"))).isEqualTo("decode_timeout");
            assertThat(send("m/1", "1")).isInstanceOf(Outcome.Stored.class);
        }
        assertThat(profiles.disabled).isEmpty();
    }

    @Test
    void accept_decodesNeverEndNowAndThen_profileGoesOutOfUse() {
        start(1, 20);
        AtomicBoolean over = new AtomicBoolean();
        profiles.add("moody", "m/", message -> {
            while (message.payload()[0] == 'x' && !over.get()) {
                Thread.onSpinWait();
                LockSupport.parkNanos(1_000_000);
            }
            return TestProfiles.number(message);
        });
        for (int i = 0; i < 20 && profiles.disabled.isEmpty(); i++) {
            accept("m/1", "x").join();
            accept("m/1", "1").join();
        }
        await().until(() -> !profiles.disabled.isEmpty());
        over.set(true);
        await().until(() -> pipeline().shared.stuck.get() == 0);
    }

    @Test
    void accept_decodeComputesForEver_isQuarantinedAndTheLaneGoesOn() {
        start(1, 500);
        AtomicBoolean over = new AtomicBoolean();
        profiles.add("busy", "b/", message -> {
            while (!over.get()) {
                Thread.onSpinWait();
            }
            return List.of();
        });
        profiles.add("numbers", "n/", TestProfiles::number);
        CompletableFuture<Outcome> busy = accept("b/1", "x");
        assertThat(send("n/1", "1")).isInstanceOf(Outcome.Stored.class);
        assertThat(code(busy.join())).isEqualTo("decode_timeout");
        over.set(true);
    }

    /** A thread in a read from the network looks as one that gets no processor: ready to run, and no time used. */
    @Test
    void accept_decodeGetsNoProcessor_isKept() throws IOException {
        start(1, 1000);
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            silent.setSoTimeout(3000);
            profiles.add("starved", "s/", message -> {
                try (Socket nobody = silent.accept()) {
                    throw new IllegalStateException("somebody came: " + nobody);
                } catch (SocketTimeoutException e) {
                    return TestProfiles.number(message);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            assertThat(send("s/1", "1")).isInstanceOf(Outcome.Stored.class);
        }
        assertThat(profiles.disabled).isEmpty();
    }

    @Test
    void accept_registryFails_onlyThatMessageIsRefused() {
        start(1, 1000);
        profiles.add("numbers", "n/", TestProfiles::number);
        profiles.add("broken", new DeviceProfile() {
            @Override
            public Claim claims(Message message) {
                throw new IllegalStateException("broken");
            }

            @Override
            public List<Decoded> decode(Message message) {
                return List.of();
            }
        });
        assertThat(send("x/1", "x")).isInstanceOf(Outcome.Refused.class);
        assertThat(send("n/1", "1")).isInstanceOf(Outcome.Stored.class);
        assertThat(pipeline().counters.queued.get()).isZero();
    }

    @Test
    void accept_claimHangs_isBlamedOnItsProfile() {
        start(1, 500);
        CountDownLatch never = new CountDownLatch(1);
        profiles.add("stuck", new DeviceProfile() {
            @Override
            public Claim claims(Message message) {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    never.countDown();
                }
                return Claim.NO;
            }

            @Override
            public List<Decoded> decode(Message message) {
                return List.of();
            }
        });
        Outcome outcome = send("x/1", "x");
        assertThat(code(outcome)).isEqualTo("decode_timeout");
        assertThat(((Outcome.Quarantined) outcome).reason()).contains("stuck");
    }

    @Test
    void accept_queueFull_isRefusedAtOnceAndRecovers() {
        open(new Pipeline.Limits(1, 2000, 10_000, 0, 1000));
        CountDownLatch gate = new CountDownLatch(1);
        profiles.add("slow", "s/", message -> {
            gate.await();
            return TestProfiles.number(message);
        });
        connect();
        ready();
        CompletableFuture<Outcome> first = accept("s/1", "1");
        List<CompletableFuture<Outcome>> more =
                IntStream.range(0, 50).mapToObj(i -> accept("s/1", "1")).toList();
        List<Outcome> refused = more.stream()
                .filter(CompletableFuture::isDone)
                .map(CompletableFuture::join)
                .toList();
        assertThat(refused)
                .isNotEmpty()
                .allSatisfy(outcome ->
                        assertThat(((Outcome.Refused) outcome).code()).isEqualTo("queue_full"));
        gate.countDown();
        assertThat(first.join()).isInstanceOf(Outcome.Stored.class);
        await().until(() -> pipeline().counters.queued.get() == 0);
        assertThat(send("s/1", "1")).isInstanceOf(Outcome.Stored.class);
    }

    @Test
    void accept_journalObstacle_isRefusedAtOnce() {
        start();
        journal.obstacle(new JournalUnavailable("disk_full", "no room"));
        assertThat(accept("n/1", "1")).isCompletedWithValue(new Outcome.Refused("disk_full", "no room", 1000));
    }

    @Test
    void accept_journalMissing_isRefused() {
        start();
        pipeline().writer(null);
        assertThat(code(send("n/1", "1"))).isEqualTo("journal_missing");
        pipeline().writer(journal);
        assertThat(send("n/1", "1")).isEqualTo(new Outcome.Waiting());
    }

    @Test
    void accept_journalFailsLater_isRefusedNotLostSilently() {
        start();
        profiles.add("numbers", "n/", TestProfiles::number);
        send("n/1", "1");
        journal.failAfter(0);
        assertThat(code(send("n/1", "2"))).isEqualTo("disk_full");
        assertThat(pipeline().counters.queued.get()).isZero();
    }

    @Test
    void accept_resend_isDuplicate() {
        start();
        profiles.add("numbers", "n/", TestProfiles::number);
        Origin origin = new Origin(7, 60, false);
        assertThat(pipeline()
                        .accept(message("n/1", "1", origin))
                        .toCompletableFuture()
                        .join())
                .isInstanceOf(Outcome.Stored.class);
        Message again = message("n/1", "1", new Origin(7, 60, true));
        assertThat(pipeline().accept(again).toCompletableFuture().join()).isEqualTo(new Outcome.Duplicate());
        pipeline().release(7).toCompletableFuture().join();
        assertThat(pipeline().accept(again).toCompletableFuture().join()).isInstanceOf(Outcome.Stored.class);
    }

    @Test
    void accept_waitingWithOrigin_isDecodedOnceAndItsResendIsDuplicate() {
        start();
        Message coap = message("n/1", "1", new Origin(9, 247, true));
        assertThat(pipeline().accept(coap).toCompletableFuture().join()).isEqualTo(new Outcome.Waiting());
        profiles.add("numbers", "n/", TestProfiles::number);
        await().until(() -> journal.contributions().size() == 1);
        await().until(() -> pipeline().shared.settled.is(profiles));
        assertThat(pipeline().accept(coap).toCompletableFuture().join()).isEqualTo(new Outcome.Duplicate());
    }

    @Test
    void accept_devicesMissing_areHeldForAGraceThenStoredUnadopted() {
        open(new Pipeline.Limits(1, 1 << 20, 1000, 200, 1000));
        profiles.add("numbers", "n/", TestProfiles::number);
        pipeline().profiles(profiles);
        pipeline().writer(journal);
        pipeline().held(journal);
        CompletableFuture<Outcome> early = accept("n/1", "1");
        assertThat(early.join()).isInstanceOf(Outcome.Stored.class);
        assertThat(journal.contributions().get(0).adopted()).isFalse();
        pipeline().devices(devices);
        assertThat(send("n/1", "2")).isInstanceOf(Outcome.Stored.class);
        assertThat(journal.contributions().get(1).adopted()).isTrue();
    }

    @Test
    void accept_devicesComeWithinTheGrace_allIsAdopted() {
        open(new Pipeline.Limits(1, 1 << 20, 1000, 20_000, 1000));
        profiles.add("numbers", "n/", TestProfiles::number);
        pipeline().profiles(profiles);
        pipeline().writer(journal);
        pipeline().held(journal);
        CompletableFuture<Outcome> early = accept("n/1", "1");
        assertThat(early).isNotDone();
        pipeline().devices(devices);
        assertThat(early.join()).isInstanceOf(Outcome.Stored.class);
        assertThat(journal.contributions().get(0).adopted()).isTrue();
    }

    @Test
    void close_messagesInside_areRefused() {
        open(new Pipeline.Limits(1, 1 << 20, 1000, 20_000, 1000));
        pipeline().writer(journal);
        pipeline().held(journal);
        CompletableFuture<Outcome> inside = accept("n/1", "1");
        pipeline().close();
        assertThat(code(inside.join())).isEqualTo("intake_stopped");
        assertThat(code(send("n/1", "1"))).isEqualTo("journal_missing");
    }

    @Test
    void profilesChanged_decodeRunning_isWaitedForAtMostASecond() throws InterruptedException {
        start(1, 10_000);
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        profiles.add("slow", "s/", message -> {
            running.countDown();
            gate.await();
            return TestProfiles.number(message);
        });
        CompletableFuture<Outcome> inside = accept("s/1", "1");
        assertThat(running.await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<Void> unregistered = CompletableFuture.runAsync(() -> profiles.remove("slow"));
        gate.countDown();
        unregistered.join();
        assertThat(inside.join()).isInstanceOf(Outcome.Stored.class);
    }

    private void start() {
        start(2, 10_000);
    }

    private void start(int lanes, long decodeMillis) {
        open(new Pipeline.Limits(lanes, 16 << 20, decodeMillis, 20_000, 100_000));
        connect();
        ready();
    }

    private void open(Pipeline.Limits limits) {
        pipeline = new Pipeline(limits, TopicsRule.parse("#,!+/+/set,!+/+/get,!homeassistant/#"), scheduler);
        profiles.listener = pipeline()::profilesChanged;
        if (limits.graceMillis() == 0) {
            pipeline().writer(journal);
            pipeline().held(journal);
        }
    }

    private void connect() {
        pipeline().writer(journal);
        pipeline().held(journal);
        pipeline().profiles(profiles);
        pipeline().devices(devices);
    }

    private void ready() {
        await().until(() -> pipeline().shared.open && pipeline().shared.settled.is(profiles));
    }

    private Pipeline pipeline() {
        return Objects.requireNonNull(pipeline);
    }

    private CompletableFuture<Outcome> accept(String topic, String payload) {
        return pipeline().accept(message(topic, payload, null)).toCompletableFuture();
    }

    private Outcome send(String topic, String payload) {
        return accept(topic, payload).join();
    }

    private List<Integer> numbers(String topic) {
        return Numbers.of(journal, topic);
    }

    private static List<Decoded> overflow(Message message) {
        return overflow(message);
    }

    private static String code(Outcome outcome) {
        if (outcome instanceof Outcome.Refused refused) {
            return refused.code();
        }
        return outcome instanceof Outcome.Quarantined quarantined ? quarantined.code() : outcome.toString();
    }

    static Message message(String topic, String payload, @Nullable Origin origin) {
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        return new Message("mqtt", "mqtt-door", topic, "", Trust.UNKNOWN, "", bytes, 1_700_000_000_000L, origin);
    }
}
