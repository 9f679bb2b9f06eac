package org.headgate.coverage;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.headgate.profile.lorawan.region.Region;
import org.jspecify.annotations.Nullable;

/** Values, written so that they can be read again. What cannot be read is an {@link IOException}. */
public final class Saved {
    private static final int LARGEST_PAYLOAD = 65_536;

    private Saved() {}

    /** How a value is written. */
    @FunctionalInterface
    interface Writer<T> {
        void write(T value, DataOutput out) throws IOException;
    }

    /** How it is read. */
    @FunctionalInterface
    interface Reader<T> {
        T read(DataInput in) throws IOException;
    }

    private static <T> void maybe(@Nullable T value, DataOutput out, Writer<T> writer) throws IOException {
        out.writeBoolean(value != null);
        if (value != null) {
            writer.write(value, out);
        }
    }

    private static <T> @Nullable T maybe(DataInput in, Reader<T> reader) throws IOException {
        return in.readBoolean() ? reader.read(in) : null;
    }

    static void text(@Nullable String text, DataOutput out) throws IOException {
        maybe(text, out, (value, to) -> to.writeUTF(value));
    }

    static @Nullable String text(DataInput in) throws IOException {
        return maybe(in, DataInput::readUTF);
    }

    static void number(@Nullable Double number, DataOutput out) throws IOException {
        maybe(number, out, (value, to) -> to.writeDouble(value));
    }

    static @Nullable Double number(DataInput in) throws IOException {
        return maybe(in, DataInput::readDouble);
    }

    static void payload(Payload payload, DataOutput out) throws IOException {
        out.writeInt(payload.size());
        out.write(payload.bytes());
    }

    static Payload payload(DataInput in) throws IOException {
        int size = in.readInt();
        if (size < 0 || size > LARGEST_PAYLOAD) {
            throw new IOException("no payload has " + size + " bytes");
        }
        byte[] bytes = new byte[size];
        in.readFully(bytes);
        return Payload.of(bytes);
    }

    private static void radio(Radio radio, DataOutput out) throws IOException {
        out.writeLong(radio.frequencyHz());
        out.writeInt(radio.spreadingFactor());
        out.writeInt(radio.bandwidthHz());
    }

    private static Radio radio(DataInput in) throws IOException {
        return new Radio(in.readLong(), in.readInt(), in.readInt());
    }

    public static void place(Place place, DataOutput out) throws IOException {
        out.writeDouble(place.latitude());
        out.writeDouble(place.longitude());
    }

    public static Place place(DataInput in) throws IOException {
        try {
            return new Place(in.readDouble(), in.readDouble());
        } catch (IllegalArgumentException e) {
            throw new IOException(e);
        }
    }

    private static void station(Station station, DataOutput out) throws IOException {
        text(station.id(), out);
        maybe(station.place(), out, Saved::place);
        out.writeLong(station.cell());
        number(station.gainDbi(), out);
        maybe(station.region(), out, (region, to) -> to.writeUTF(region.id()));
    }

    private static Station station(DataInput in) throws IOException {
        return new Station(text(in), maybe(in, Saved::place), in.readLong(), number(in), maybe(in, Saved::region));
    }

    private static Region region(DataInput in) throws IOException {
        String id = in.readUTF();
        return RegionalPlan.named(id).orElseThrow(() -> new IOException("there is no region " + id));
    }

    static void beacon(Beacon beacon, DataOutput out) throws IOException {
        station(beacon.transmitter(), out);
        payload(beacon.payload(), out);
        radio(beacon.radio(), out);
        number(beacon.powerDbm(), out);
        out.writeLong(beacon.sentAtMillis());
        maybe(beacon.entropyAtMillis(), out, (at, to) -> to.writeLong(at));
    }

    static Beacon beacon(DataInput in) throws IOException {
        return new Beacon(
                station(in), payload(in), radio(in), number(in), in.readLong(), maybe(in, DataInput::readLong));
    }

    public static void sighting(Sighting sighting, DataOutput out) throws IOException {
        station(sighting.receiver(), out);
        text(sighting.transmitter(), out);
        payload(sighting.payload(), out);
        radio(sighting.radio(), out);
        number(sighting.rssiDbm(), out);
        number(sighting.snrDb(), out);
        out.writeLong(sighting.heardAtMillis());
    }

    public static Sighting sighting(DataInput in) throws IOException {
        return new Sighting(station(in), text(in), payload(in), radio(in), number(in), number(in), in.readLong());
    }
}
