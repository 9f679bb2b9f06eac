package org.headgate.intake.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.headgate.api.intake.Outcome;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Claim;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.DeviceProfile;
import org.headgate.testkit.Patience;
import org.junit.jupiter.api.Test;

/** Profiles that do not end: their message is put aside, and the others go on. */
class DecodeLimitTest extends PipelineRig {
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
}
