package org.headgate.coap.source.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.network.Exchange;
import org.eclipse.californium.core.network.Exchange.Origin;
import org.eclipse.californium.core.network.KeyMID;
import org.eclipse.californium.elements.RawData;
import org.eclipse.californium.elements.UdpEndpointContext;
import org.junit.jupiter.api.Test;

class BoundsTest {
    private static final Executor DIRECT = Runnable::run;
    private static final long SECOND = 1_000_000_000;

    private final Counts counts = new Counts();

    @Test
    void recentExchanges_manyForgedAddresses_staysWithinItsBound() {
        RecentExchanges recent = new RecentExchanges(100, counts);
        for (int i = 0; i < 10_000; i++) {
            assertThat(recent.findPrevious(key(i), exchange())).isNull();
        }
        assertThat(recent.size()).isEqualTo(100);
        assertThat(counts.forgotten.sum()).isEqualTo(9_900);
        assertThat(recent.find(key(9_999))).isNotNull();
        assertThat(recent.find(key(9_899))).isNull();
    }

    @Test
    void recentExchanges_sameKey_givesTheFirst() {
        RecentExchanges recent = new RecentExchanges(100, counts);
        Exchange first = exchange();
        assertThat(recent.findPrevious(key(1), first)).isNull();
        assertThat(recent.findPrevious(key(1), exchange())).isSameAs(first);
        Exchange other = exchange();
        assertThat(recent.replacePrevious(key(1), first, other)).isTrue();
        assertThat(recent.replacePrevious(key(1), first, first)).isFalse();
        assertThat(recent.find(key(1))).isSameAs(other);
    }

    @Test
    void peerRates_burstBeyondTheRate_isLimitedAndRecovers() throws UnknownHostException {
        PeerRates rates = new PeerRates(5, 10);
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
        PeerRates rates = new PeerRates(5, 10);
        for (int i = 0; i < 200; i++) {
            rates.allows(address(i), 0);
        }
        assertThat(rates.size()).isEqualTo(10);
    }

    @Test
    void inboundGate_floodInTheNameOfAnother_isHardlyAnswered() throws UnknownHostException {
        PeerRates strangers = new PeerRates(5, 10);
        AtomicInteger passed = new AtomicInteger();
        InboundGate gate = new InboundGate(
                raw -> passed.incrementAndGet(),
                new ScheduledThreadPoolExecutor(1),
                10,
                counts,
                peer -> strangers.allows(peer, 0));
        for (int i = 0; i < 100; i++) {
            gate.receiveData(RawData.inbound(
                    new byte[] {0x40, 1, 0, 1},
                    new UdpEndpointContext(new InetSocketAddress(address(7), 5683)),
                    false,
                    0,
                    new InetSocketAddress(5683)));
        }
        assertThat(passed).hasValue(5);
        assertThat(counts.limited.sum()).isEqualTo(95);
    }

    @Test
    void peerRates_loopback_isNeverLimited() {
        PeerRates rates = new PeerRates(1, 10);
        for (int i = 0; i < 50; i++) {
            assertThat(rates.allows(InetAddress.getLoopbackAddress(), 0)).isTrue();
        }
    }

    @Test
    void sender_plainFromAnotherMachine_isToldToUseDtls() throws UnknownHostException {
        Senders senders = new Senders(() -> null, List::of);
        Sender sender = senders.of(new UdpEndpointContext(new InetSocketAddress(address(7), 5683)), "t");
        assertThat(sender)
                .isInstanceOfSatisfying(
                        Sender.NotAllowed.class, no -> assertThat(no.code()).isEqualTo(ResponseCode.UNAUTHORIZED));
    }

    @Test
    void originKey_anyPartDiffers_differs() {
        long key = CoapOrigin.key("p", 1, new byte[] {2}, new byte[] {3});
        assertThat(CoapOrigin.key("p", 1, new byte[] {2}, new byte[] {3})).isEqualTo(key);
        assertThat(List.of(
                        CoapOrigin.key("q", 1, new byte[] {2}, new byte[] {3}),
                        CoapOrigin.key("p", 2, new byte[] {2}, new byte[] {3}),
                        CoapOrigin.key("p", 1, new byte[] {}, new byte[] {2, 3}),
                        CoapOrigin.key("p", 1, new byte[] {2}, new byte[] {4})))
                .doesNotContain(key)
                .doesNotHaveDuplicates();
    }

    private static Exchange exchange() {
        Request request = Request.newPost();
        request.setMID(1);
        request.setSourceContext(new UdpEndpointContext(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9)));
        return new Exchange(request, "peer", Origin.REMOTE, DIRECT);
    }

    private static KeyMID key(int peer) {
        return new KeyMID(1, "peer" + peer);
    }

    private static InetAddress address(int last) throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last});
    }
}
