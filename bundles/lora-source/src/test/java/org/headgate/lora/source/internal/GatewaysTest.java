package org.headgate.lora.source.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.headgate.lora.source.internal.Gateways.Admission.ADMITTED;
import static org.headgate.lora.source.internal.Gateways.Admission.FULL;
import static org.headgate.lora.source.internal.Gateways.Admission.STRANGER;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GatewaysTest {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final InetAddress THERE = address("192.0.2.7");

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static Gateways gateways(Set<Long> allowed, int most) {
        return new Gateways(allowed, most, InetAddress::isLoopbackAddress);
    }

    @Test
    void withoutAList_anyOfThisMachineIsTaken_andNoneOfAnother() {
        Gateways gateways = gateways(Set.of(), 4);
        assertThat(gateways.admit(1, HERE, 0, 0)).isEqualTo(ADMITTED);
        assertThat(gateways.admit(1, THERE, 0, 0)).isEqualTo(STRANGER);
    }

    @Test
    void withAList_onlyItsGatewaysAreTaken_fromAnywhere() {
        Gateways gateways = gateways(Set.of(1L), 4);
        assertThat(gateways.admit(1, THERE, 0, 0)).isEqualTo(ADMITTED);
        assertThat(gateways.admit(2, HERE, 0, 0)).isEqualTo(STRANGER);
    }

    @Test
    void spoofedGateways_doNotGrowTheTable_andASilentOneMakesRoom() {
        Gateways gateways = gateways(Set.of(), 64);
        for (long eui = 1; eui <= 10_000; eui++) {
            assertThat(gateways.admit(eui, HERE, 10, 0)).isEqualTo(eui <= 64 ? ADMITTED : FULL);
        }
        assertThat(gateways.size()).isEqualTo(64);
        assertThat(gateways.admit(1, HERE, 10, 1)).isEqualTo(ADMITTED);
        assertThat(gateways.admit(20_000, HERE, 10, Gateways.FORGOTTEN_NANOS)).isEqualTo(ADMITTED);
        assertThat(gateways.size()).isEqualTo(64);
    }

    @Test
    void listedGateways_alwaysHaveRoom() {
        Gateways gateways = gateways(Set.of(1L, 2L, 3L), 1);
        for (long eui = 1; eui <= 3; eui++) {
            assertThat(gateways.admit(eui, THERE, 0, 0)).isEqualTo(ADMITTED);
        }
    }

    @Test
    void rate_isOfEachGateway() {
        Gateways gateways = gateways(Set.of(), 4);
        gateways.admit(1, HERE, 2, 0);
        gateways.admit(2, HERE, 2, 0);
        assertThat(gateways.allows(1, 0)).isTrue();
        assertThat(gateways.allows(1, 0)).isTrue();
        assertThat(gateways.allows(1, 0)).isFalse();
        assertThat(gateways.allows(2, 0)).isTrue();
        assertThat(gateways.allows(1, 500_000_000)).isTrue();
        assertThat(gateways.allows(1, 500_000_000)).isFalse();
    }

    @Test
    void downlinks_goWhereTheLastPullCameFrom() {
        Gateways gateways = gateways(Set.of(), 4);
        gateways.admit(1, HERE, 0, 0);
        assertThat(gateways.downlink(1)).isNull();
        gateways.pulled(1, new InetSocketAddress(HERE, 1000), 1);
        gateways.pulled(1, new InetSocketAddress(HERE, 2000), 2);
        assertThat(gateways.downlink(1)).isEqualTo(new Gateways.Downlink(new InetSocketAddress(HERE, 2000), 2));
        gateways.pulled(9, new InetSocketAddress(HERE, 3000), 2);
        assertThat(gateways.downlink(9)).as("never let in").isNull();
    }

    @Test
    void silentGateways_areCountedForAnHour() {
        Gateways gateways = gateways(Set.of(), 4);
        gateways.admit(1, HERE, 0, 0);
        gateways.admit(2, HERE, 0, Gateways.SILENT_NANOS);
        assertThat(gateways.silent(Gateways.SILENT_NANOS + 1)).isEqualTo(1);
        assertThat(gateways.silent(Gateways.FORGOTTEN_NANOS + Gateways.SILENT_NANOS))
                .isZero();
    }
}
