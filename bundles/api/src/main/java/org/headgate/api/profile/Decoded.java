package org.headgate.api.profile;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.headgate.api.message.Kind;
import org.headgate.api.message.Message;
import org.headgate.api.message.Trust;
import org.headgate.senml.SenmlRecord;
import org.headgate.senml.SenmlValue;
import org.jspecify.annotations.Nullable;

/** What one message says of one device: becomes one contribution. Built with {@link #of}. */
public final class Decoded {
    private final String device;
    private final Kind kind;
    private final Trust trust;
    private final @Nullable String model;
    private final @Nullable String name;
    private final @Nullable String transmitter;
    private final List<SenmlRecord> records;

    private Decoded(Builder builder) {
        this.device = builder.device;
        this.kind = builder.kind;
        this.trust = builder.trust;
        this.model = builder.model;
        this.name = builder.name;
        this.transmitter = builder.transmitter;
        this.records = List.copyOf(builder.records);
    }

    /** Starts the contribution of {@code device}, a URN of {@link DeviceUrn}; trust and time come from the message unless said otherwise. */
    public static Builder of(String device, Message message) {
        return new Builder(device, message);
    }

    /** The device's URN. */
    public String device() {
        return device;
    }

    public Kind kind() {
        return kind;
    }

    public Trust trust() {
        return trust;
    }

    /** What the device is, where the message tells: for people, not part of the contribution. */
    public @Nullable String model() {
        return model;
    }

    /** What the operator calls the device, where the message tells: for people, not part of the contribution. */
    public @Nullable String name() {
        return name;
    }

    /** Whom the device heard, where this is a sighting of one that sends again and again; see {@link Builder#transmitter}. */
    public @Nullable String transmitter() {
        return transmitter;
    }

    /** In the order in which they were added; may be empty only where the profile has nothing to keep. */
    public List<SenmlRecord> records() {
        return records;
    }

    /** Not thread-safe. A quantity is put behind the device's URN: {@code <urn>:<quantity>}. */
    public static final class Builder {
        private final String device;
        private final String prefix;
        private final List<SenmlRecord> records = new ArrayList<>(8);
        private Kind kind = Kind.MEASUREMENT;
        private Trust trust;
        private double time;
        private @Nullable String model;
        private @Nullable String name;
        private @Nullable String transmitter;

        private Builder(String device, Message message) {
            this.device = device;
            this.prefix = device + ":";
            this.trust = message.trust();
            this.time = message.receivedAt() / 1000.0;
        }

        public Builder kind(Kind kind) {
            this.kind = kind;
            return this;
        }

        /** For a profile that checked the device's own signature. */
        public Builder trust(Trust trust) {
            this.trust = trust;
            return this;
        }

        /** The time of the records that follow, in seconds since the epoch. */
        public Builder at(double seconds) {
            this.time = seconds;
            return this;
        }

        public Builder model(@Nullable String model) {
            this.model = model;
            return this;
        }

        public Builder name(@Nullable String name) {
            this.name = name;
            return this;
        }

        /**
         * Makes it a coverage sighting of somebody who sends the same again and again, and adds who that is as {@code transmitter}. The gateway keeps one an interval for each
         * device and transmitter, and adds how often it was heard since the one before, by the record {@code rssi} also how strongly.
         *
         * @param urn of {@link DeviceUrn}: what the transmitter is called as a device
         */
        public Builder transmitter(String urn) {
            this.kind = Kind.COVERAGE_SIGHTING;
            this.transmitter = urn;
            return text("transmitter", urn);
        }

        /** Adds a number; {@code unit} from the SenML registry, or null. */
        public Builder number(String quantity, @Nullable String unit, double value) {
            return value(quantity, unit, new SenmlValue.Num(value));
        }

        public Builder text(String quantity, String value) {
            return value(quantity, null, new SenmlValue.Text(value));
        }

        public Builder flag(String quantity, boolean value) {
            return value(quantity, null, new SenmlValue.Flag(value));
        }

        public Builder data(String quantity, byte[] value) {
            return value(quantity, null, new SenmlValue.Data(value));
        }

        /** Adds a record that is already whole, name included. */
        public Builder record(SenmlRecord record) {
            records.add(record);
            return this;
        }

        public boolean isEmpty() {
            return records.isEmpty();
        }

        public Decoded build() {
            return new Decoded(this);
        }

        private Builder value(String quantity, @Nullable String unit, SenmlValue value) {
            records.add(new SenmlRecord(prefix.concat(quantity), unit, value, null, time, null, Map.of()));
            return this;
        }
    }
}
