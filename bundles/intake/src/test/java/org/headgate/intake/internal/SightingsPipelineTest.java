package org.headgate.intake.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.headgate.api.intake.Outcome;
import org.headgate.api.message.Kind;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.DeviceUrn;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sightings on their way to the journal. */
class SightingsPipelineTest extends PipelineRig {

    @BeforeEach
    void hear() {
        profiles.add("theengs", "ble/", SightingsPipelineTest::decode);
        start();
    }

    @Test
    void accept_sameTransmitterAgain_isAcknowledgedAndNotWritten() {
        assertThat(send("ble/gate", "tag")).isEqualTo(new Outcome.Stored(1, 1));
        assertThat(send("ble/gate", "tag")).isInstanceOf(Outcome.Ignored.class);
        assertThat(send("ble/gate", "other")).isEqualTo(new Outcome.Stored(2, 1));
        assertThat(journal.contributions()).allMatch(one -> one.kind() == Kind.COVERAGE_SIGHTING);
        assertThat(devices.seen).extracting(one -> one.urn()).containsOnly(DeviceUrn.named("mqtt", "ble/gate"));
    }

    @Test
    void accept_valuesBesideASighting_areAllKept() {
        assertThat(send("ble/gate", "sensor 20")).isEqualTo(new Outcome.Stored(1, 2));
        assertThat(send("ble/gate", "sensor 21")).isEqualTo(new Outcome.Stored(3, 1));
        assertThat(journal.contributions())
                .extracting(one -> one.kind())
                .containsExactly(Kind.MEASUREMENT, Kind.COVERAGE_SIGHTING, Kind.MEASUREMENT);
    }

    @Test
    void accept_journalFails_theSightingIsToldOnceItWrites() {
        journal.failAfter(0);
        assertThat(code(send("ble/gate", "tag"))).isEqualTo("disk_full");
        journal.failAfter(Integer.MAX_VALUE);
        assertThat(send("ble/gate", "tag")).isEqualTo(new Outcome.Stored(1, 1));
    }

    @Test
    void accept_whatWaited_isThinnedToo() {
        for (int i = 0; i < 5; i++) {
            assertThat(send("later/gate", "tag")).isInstanceOf(Outcome.Waiting.class);
        }
        profiles.add("late", "later/", SightingsPipelineTest::decode);
        ready();
        assertThat(journal.contributions()).hasSize(1);
        assertThat(journal.waitingCount()).isZero();
    }

    @Test
    void accept_transmitterOfNoLength_isRefusedWithItsCode() {
        assertThat(code(send("ble/gate", "x".repeat(600)))).isEqualTo("device_name_too_long");
        assertThat(pipeline().shared.sightings.size()).isZero();
    }

    /** {@code transmitter [value]} */
    private static List<Decoded> decode(Message message) {
        String[] told = new String(message.payload(), StandardCharsets.UTF_8).split(" ");
        String transmitter = DeviceUrn.named("mqtt", told[0]);
        Decoded sighting = Decoded.of(DeviceUrn.named("mqtt", message.address()), message)
                .transmitter(transmitter)
                .number("rssi", "dBm", -60)
                .build();
        return told.length == 1
                ? List.of(sighting)
                : List.of(
                        Decoded.of(transmitter, message)
                                .number("t", "Cel", Double.parseDouble(told[1]))
                                .build(),
                        sighting);
    }
}
