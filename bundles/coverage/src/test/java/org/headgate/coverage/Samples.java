package org.headgate.coverage;

import org.headgate.profile.lorawan.region.Region;

/** A beacon that was heard properly, to be changed. */
final class Samples {
    static final Region EU868 = RegionalPlan.named("EU868").orElseThrow();
    static final Region US915 = RegionalPlan.named("US915").orElseThrow();
    static final long SENT = 1_700_000_000_000L;
    static final Payload PAYLOAD = Payload.ofHex("0102030405060708");
    static final Radio RADIO = new Radio(868_100_000L, 9, 125_000);
    static final Place HERE = new Place(52.5, 13.4);
    static final Place THERE = new Place(52.55, 13.45);

    private Samples() {}

    static Station receiver() {
        return new Station("urn:dev:mac:0016c001f153a14c", THERE, 0, 3.0, EU868);
    }

    static Beacon beacon() {
        return new Beacon(
                new Station("urn:dev:mac:0016c001f153a14d", HERE, 0, 2.5, EU868),
                PAYLOAD,
                RADIO,
                13.0,
                SENT,
                SENT - 60_000);
    }

    static Sighting sighting() {
        return new Sighting(receiver(), null, PAYLOAD, RADIO, -100.0, 2.0, SENT + 800);
    }

    static Case one() {
        return of(sighting(), beacon());
    }

    static Case of(Sighting sighting, Beacon beacon) {
        return new Case(
                sighting,
                beacon.transmitter(),
                beacon.powerDbm(),
                beacon,
                sighting.heardAtMillis(),
                0,
                sighting.heardAtMillis(),
                null,
                null,
                40L,
                null);
    }

    static Sighting heard(Radio radio, Double rssi, Double snr) {
        return new Sighting(receiver(), null, PAYLOAD, radio, rssi, snr, SENT + 800);
    }
}
