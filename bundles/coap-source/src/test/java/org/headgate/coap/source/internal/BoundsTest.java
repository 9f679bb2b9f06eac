package org.headgate.coap.source.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.elements.RawData;
import org.eclipse.californium.elements.UdpEndpointContext;
import org.headgate.coap.source.internal.Limits.Limit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BoundsTest {
    private static final long SECOND = 1_000_000_000;

    private final Counts counts = new Counts();
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private final Loop loop = new Loop("test", timer);

    @AfterEach
    void stop() {
        loop.shutdownNow();
        timer.shutdownNow();
    }

    @Test
    void recent_manyForgedAddresses_staysWithinItsBound() {
        Recent recent = new Recent(1024 * Recent.SLOT_BYTES, counts);
        for (int i = 0; i < 10_000; i++) {
            assertThat(recent.note(i, 0)).isNull();
        }
        assertThat(recent.size()).isEqualTo(1024);
        assertThat(counts.limits.count(Limit.RECENT)).isEqualTo(10_000 - 1024);
        assertThat(recent.note(9_999, 0)).isNotNull();
        assertThat(recent.note(9_999 - 1024, 0)).isNull();
    }

    @Test
    void recent_longAnswers_stayWithinTheirBound() {
        Recent recent = new Recent(64 << 10, counts);
        for (int i = 0; i < 1000; i++) {
            recent.note(i, 0);
            recent.answered(i, new byte[1000]);
        }
        assertThat(recent.size()).isBetween(5, 16);
        assertThat(recent.note(999, 0).answer()).hasSize(1000);
        assertThat(counts.limits.count(Limit.RECENT)).isGreaterThan(900);
    }

    @Test
    void recent_afterTheLifetime_isForgottenWithoutCounting() {
        Recent recent = new Recent(1 << 20, counts);
        recent.note(1, 0);
        assertThat(recent.note(1, 246 * SECOND)).isNotNull();
        assertThat(recent.note(1, 247 * SECOND)).isNull();
        assertThat(counts.limits.lately()).isEmpty();
    }

    /** Beside a plain map: whatever comes, an answer is the one that was given to that key. */
    @Property(tries = 30)
    void recent_anyMessages_remembersAsAMapWould(@ForAll @Size(max = 2000) List<@IntRange(max = 2000) Integer> keys) {
        Recent recent = new Recent(4 << 20, new Counts());
        Map<Integer, byte[]> model = new HashMap<>();
        for (int key : keys) {
            Recent.Repetition repetition = recent.note(key * 0x1_0000_0001L, 0);
            assertThat(repetition == null).isEqualTo(!model.containsKey(key));
            if (repetition != null) {
                assertThat(repetition.answer()).isEqualTo(model.get(key));
            }
            byte[] answer = key % 3 == 0 ? null : new byte[key % 40];
            if (answer != null) {
                Arrays.fill(answer, (byte) key);
                recent.answered(key * 0x1_0000_0001L, answer);
            }
            model.put(key, answer != null ? answer : model.get(key));
        }
        assertThat(recent.size()).isEqualTo(model.size());
    }

    @Test
    void peerRates_burstBeyondTheRate_isLimitedAndRecovers() throws UnknownHostException {
        PeerRates rates = new PeerRates(5, 10, InetAddress::isLoopbackAddress);
        InetAddress peer = address(1);
        for (int i = 0; i < 5; i++) {
            assertThat(rates.allows(peer, 0)).isTrue();
        }
        assertThat(rates.allows(peer, 0)).isFalse();
        assertThat(rates.allows(address(2), 0)).isTrue();
        assertThat(rates.allows(peer, SECOND)).isTrue();
    }

    @Test
    void peerRates_manyAddresses_keepsABoundedTable() throws UnknownHostException {
        PeerRates rates = new PeerRates(5, 10, InetAddress::isLoopbackAddress);
        for (int i = 0; i < 200; i++) {
            rates.allows(address(i), 0);
        }
        assertThat(rates.size()).isEqualTo(10);
    }

    @Test
    void inboundGate_floodInTheNameOfAnother_isHardlyAnswered() throws UnknownHostException {
        PeerRates strangers = new PeerRates(5, 10, InetAddress::isLoopbackAddress);
        AtomicInteger passed = new AtomicInteger();
        InboundGate gate = new InboundGate(
                raw -> passed.incrementAndGet(),
                loop,
                10,
                counts,
                peer -> strangers.allows(peer, 0),
                new RepeatFilter(new Recent(1 << 20, counts), counts),
                raw -> {});
        for (int i = 0; i < 100; i++) {
            gate.receiveData(RawData.inbound(
                    new byte[] {0x40, 1, 0, (byte) i},
                    new UdpEndpointContext(new InetSocketAddress(address(7), 5683)),
                    false,
                    0,
                    new InetSocketAddress(5683)));
        }
        assertThat(passed).hasValue(5);
        assertThat(counts.limits.count(Limit.STRANGERS)).isEqualTo(95);
    }

    @Test
    void peerRates_loopback_isNeverLimited() {
        PeerRates rates = new PeerRates(1, 10, InetAddress::isLoopbackAddress);
        for (int i = 0; i < 50; i++) {
            assertThat(rates.allows(InetAddress.getLoopbackAddress(), 0)).isTrue();
        }
    }

    @Test
    void sender_plainFromAnotherMachine_isToldToUseDtls() throws UnknownHostException {
        Predicate<InetAddress> local = InetAddress::isLoopbackAddress;
        Senders senders = new Senders(() -> null, List::of, new DevicePeers(() -> null, Authorities.none()), local);
        Sender sender = senders.of(new UdpEndpointContext(new InetSocketAddress(address(7), 5683)), "t");
        assertThat(sender)
                .isInstanceOfSatisfying(
                        Sender.NotAllowed.class, no -> assertThat(no.code()).isEqualTo(ResponseCode.UNAUTHORIZED));
    }

    @Test
    void originKey_anyPartDiffers_differs() {
        CoapOrigin origins = new CoapOrigin();
        byte[] p = {'p'};
        long key = origins.key(p, 1, new byte[] {2}, new byte[] {3});
        assertThat(origins.key(p, 1, new byte[] {2}, new byte[] {3})).isEqualTo(key);
        assertThat(List.of(
                        origins.key(new byte[] {'q'}, 1, new byte[] {2}, new byte[] {3}),
                        origins.key(p, 2, new byte[] {2}, new byte[] {3}),
                        origins.key(p, 1, new byte[] {}, new byte[] {2, 3}),
                        origins.key(p, 1, new byte[] {2}, new byte[] {4})))
                .doesNotContain(key)
                .doesNotHaveDuplicates();
    }

    @Test
    void echo_backFromItsAddressInTime_isFreshAndOnlyThen() throws UnknownHostException {
        Echoes echoes = new Echoes();
        InetSocketAddress peer = new InetSocketAddress(address(1), 7);
        byte[] echo = echoes.challenge(peer, 100 * SECOND);
        assertThat(echo.length).isBetween(1, 40);
        assertThat(echoes.fresh(echo, peer, 160 * SECOND)).isTrue();
        assertThat(echoes.fresh(echo, peer, 161 * SECOND)).isFalse();
        assertThat(echoes.fresh(echo, peer, 99 * SECOND)).isFalse();
        assertThat(echoes.fresh(echo, new InetSocketAddress(address(2), 7), 100 * SECOND))
                .isFalse();
        assertThat(echoes.fresh(echo, new InetSocketAddress(address(1), 8), 100 * SECOND))
                .isFalse();
        assertThat(new Echoes().fresh(echo, peer, 100 * SECOND)).isFalse();
        echo[0]++;
        assertThat(echoes.fresh(echo, peer, 100 * SECOND)).isFalse();
        assertThat(echoes.fresh(new byte[3], peer, 100 * SECOND)).isFalse();
    }

    private static InetAddress address(int last) throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last});
    }
}
