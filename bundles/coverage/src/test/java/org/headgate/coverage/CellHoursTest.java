package org.headgate.coverage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.headgate.coverage.CellHour.Side;
import org.junit.jupiter.api.Test;

class CellHoursTest {
    private static final long HOUR = CellHours.HOUR_MILLIS;
    private static final long START = 472_000 * HOUR;
    private static final long CELL = 613_000_000_000_000_000L;

    @Test
    void hour_tellsCountBestMedianLastAndTransmitters() {
        CellHours hours = new CellHours(1 << 20);
        hours.add(Side.HEARD_AT, CELL, heard("a", -100.0, 1.0, START), true, 1);
        hours.add(Side.HEARD_AT, CELL, heard("b", -90.0, 7.5, START + 5), true, 1);
        hours.add(Side.HEARD_AT, CELL, heard("a", -110.3, null, START + HOUR - 1), true, 1);
        hours.add(Side.HEARD_AT, CELL, heard("c", -10.0, 30.0, START + HOUR - 1), false, 1);
        hours.add(Side.HEARD_AT, CELL, heard("d", null, null, START + HOUR), true, 1);
        assertThat(hours.close(START + HOUR))
                .containsExactly(new CellHour(
                        START, Side.HEARD_AT, CELL, 3, 1, -90.0, -100.0, 7.5, 1.0, START + HOUR - 1, 1, 2));
        assertThat(hours.close(START + 2 * HOUR - 1)).isEmpty();
        assertThat(hours.standing())
                .containsExactly(new CellHour(
                        START + HOUR, Side.HEARD_AT, CELL, 1, 0, null, null, null, null, START + HOUR, 1, 1));
    }

    @Test
    void hours_inAnyOrder_andAfterARestart_areTheSame() throws Exception {
        List<Case> cases = new ArrayList<>();
        Random random = new Random(7);
        for (int i = 0; i < 3_000; i++) {
            cases.add(heard(
                    "t" + random.nextInt(700),
                    -140.0 + random.nextInt(1_000) / 10.0,
                    random.nextInt(300) / 10.0 - 20,
                    START + random.nextInt(2 * (int) HOUR)));
        }
        CellHours one = new CellHours(1 << 20);
        cases.forEach(heard -> add(one, heard));
        Collections.shuffle(cases, random);
        CellHours before = new CellHours(1 << 20);
        cases.subList(0, 1_000).forEach(heard -> add(before, heard));
        CellHours other = new CellHours(1 << 20);
        other.load(input(saved(before)));
        assertThat(other.bytes()).isEqualTo(before.bytes());
        cases.subList(1_000, 3_000).forEach(heard -> add(other, heard));
        assertThat(other.standing()).isEqualTo(one.standing()).hasSize(6);
        assertThat(saved(other)).isEqualTo(saved(one));
    }

    @Test
    void transmitters_beyondWhatIsKept_areEstimated() {
        Distinct distinct = new Distinct();
        for (int i = 0; i < 256; i++) {
            distinct.add("urn:dev:ops:headgate-lora-" + i);
            distinct.add("urn:dev:ops:headgate-lora-" + i);
        }
        assertThat(distinct.count()).isEqualTo(256);
        for (int i = 0; i < 10_000; i++) {
            distinct.add("urn:dev:ops:headgate-lora-" + i);
        }
        assertThat((double) distinct.count()).isCloseTo(10_000, within(2_000.0));
        assertThat(distinct.kept()).isEqualTo(256);
    }

    @Test
    void whatFindsNoRoom_isCounted_andRoomComesBack() {
        CellHours hours = new CellHours(10_000);
        for (int i = 0; i < 100; i++) {
            hours.add(Side.HEARD_AT, CELL + i, heard("a", -100.0, 1.0, START), true, 1);
        }
        assertThat(hours.standing()).hasSizeBetween(10, 30);
        assertThat(hours.left()).isEqualTo(100 - hours.standing().size());
        assertThat(hours.bytes()).isLessThan(11_000);
        hours.close(START + HOUR);
        assertThat(hours.bytes()).isZero();
    }

    @Test
    void savedBytes_thatAreNot_areRefused() {
        CellHours hours = new CellHours(1 << 20);
        assertThatThrownBy(() -> hours.load(input(new byte[] {0, 0, 0, 5}))).isInstanceOf(IOException.class);
        byte[] noSide = new byte[40];
        noSide[3] = 1;
        noSide[12] = 2;
        assertThatThrownBy(() -> hours.load(input(noSide))).isInstanceOf(IOException.class);
    }

    private static byte[] saved(CellHours hours) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        hours.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static DataInputStream input(byte[] bytes) {
        return new DataInputStream(new ByteArrayInputStream(bytes));
    }

    private static void add(CellHours hours, Case heard) {
        long cell = CELL + Math.floorMod(heard.sighting().heardAtMillis(), 3L);
        hours.add(Side.HEARD_FROM, cell, heard, true, 1);
    }

    private static Case heard(String transmitter, Double rssi, Double snr, long at) {
        Sighting sighting =
                new Sighting(Samples.receiver(), transmitter, Samples.PAYLOAD, Samples.RADIO, rssi, snr, at);
        return new Case(sighting, Station.named(transmitter), null, null, at, 0, at, null, null, null, null);
    }
}
