package org.headgate.feeds.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.headgate.api.journal.Contribution;
import org.headgate.api.message.Kind;
import org.headgate.api.message.Trust;
import org.headgate.feeds.internal.Places.Place;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SelectionTest {
    private static final String DEVICE = "urn:dev:mac:0024befffe804ff1";
    private static final Places BERLIN = new Places(new Place(52.5, 13.4));
    private static final Places NOWHERE = new Places(null);

    static Stream<Arguments> matrix() {
        Definitions all = Definitions.RAW;
        return Stream.of(
                Arguments.of(all, true),
                Arguments.of(all.devices(DEVICE), true),
                Arguments.of(all.devices("urn:dev:mac:*"), true),
                Arguments.of(all.devices("urn:dev:ops:*"), false),
                Arguments.of(all.devices("urn:dev:ops:*", "*ff1"), true),
                Arguments.of(all.quantities("temp*"), true),
                Arguments.of(all.quantities("temp"), false),
                Arguments.of(all.quantities("pressure", "humidity"), true),
                Arguments.of(all.kinds(Kind.MEASUREMENT), true),
                Arguments.of(all.kinds(Kind.AVAILABILITY, Kind.COVERAGE_SIGHTING), false),
                Arguments.of(all.devices("urn:dev:mac:*").quantities("pressure"), false));
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void matches_byDeviceQuantityAndKind_asDefined(Definitions definition, boolean expected) {
        Contribution contribution = new MemoryJournal()
                .add(0, Kind.MEASUREMENT, Trust.TRANSPORT, DEVICE, true, "temperature", 20.0, "humidity", 50.0);

        assertThat(new Selection(definition.is(), NOWHERE).matches(contribution))
                .isEqualTo(expected);
    }

    @Test
    void matches_notAdoptedOrTooLittleTrusted_isNotSold() {
        Selection selection = new Selection(Definitions.RAW.devices(DEVICE).is(), NOWHERE);
        MemoryJournal journal = new MemoryJournal();

        assertThat(selection.matches(journal.add(0, Kind.MEASUREMENT, Trust.DEVICE, DEVICE, true, "t", 1.0)))
                .isTrue();
        assertThat(selection.matches(journal.add(0, Kind.MEASUREMENT, Trust.DEVICE, DEVICE, false, "t", 1.0)))
                .isFalse();
        assertThat(selection.matches(journal.add(0, Kind.MEASUREMENT, Trust.UNKNOWN, DEVICE, true, "t", 1.0)))
                .isFalse();
    }

    @Test
    void matches_byPlace_takesThePacksOwnElseTheGateways() {
        String berlin = Long.toHexString(BERLIN.cell(new Place(52.5, 13.4), 8));
        String coarse = Long.toHexString(BERLIN.cell(new Place(52.5, 13.4), 3));
        MemoryJournal journal = new MemoryJournal();
        Contribution without = journal.add(0, DEVICE, "t", 1.0);
        Contribution there =
                journal.add(0, Kind.MEASUREMENT, Trust.TRANSPORT, DEVICE, true, "t", 1.0, "lat", 52.5, "lon", 13.4);
        Contribution elsewhere =
                journal.add(0, Kind.MEASUREMENT, Trust.TRANSPORT, DEVICE, true, "t", 1.0, "lat", 48.1, "lon", 11.6);

        for (String cell : new String[] {berlin, coarse}) {
            Selection here = new Selection(Definitions.RAW.cells(cell).is(), BERLIN);
            Selection noPlace = new Selection(Definitions.RAW.cells(cell).is(), NOWHERE);
            assertThat(here.matches(without)).isTrue();
            assertThat(noPlace.matches(without)).isFalse();
            assertThat(noPlace.matches(there)).isTrue();
            assertThat(here.matches(elsewhere)).isFalse();
        }
    }
}
