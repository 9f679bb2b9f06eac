package org.headgate.feeds.internal;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import org.headgate.senml.SenmlRecord;
import org.headgate.senml.SenmlValue;
import org.jspecify.annotations.Nullable;

/** One quantity of one device over a window. The sum is taken in the order of the journal. For one thread. */
final class Aggregate {
    private long count;
    private long numbers;
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;
    private double sum;
    private double lastTime = Double.NEGATIVE_INFINITY;
    private @Nullable SenmlValue last;

    void add(SenmlValue value, double time) {
        count++;
        if (value instanceof SenmlValue.Num number) {
            numbers++;
            min = Math.min(min, number.value());
            max = Math.max(max, number.value());
            sum += number.value();
        }
        if (time >= lastTime) {
            lastTime = time;
            last = value;
        }
    }

    /** {@code <prefix>count}, {@code last} and, where all values are numbers, {@code min}, {@code max}, {@code mean}. */
    void write(List<SenmlRecord> records, String prefix, @Nullable String unit, double time) {
        records.add(new SenmlRecord(prefix + "count", "count", new SenmlValue.Num(count), time));
        if (numbers == count) {
            records.add(new SenmlRecord(prefix + "min", unit, new SenmlValue.Num(min), time));
            records.add(new SenmlRecord(prefix + "max", unit, new SenmlValue.Num(max), time));
            records.add(new SenmlRecord(prefix + "mean", unit, new SenmlValue.Num(sum / count), time));
        }
        if (last != null) {
            records.add(new SenmlRecord(prefix + "last", unit, last, time));
        }
    }

    void save(DataOutputStream out) throws IOException {
        out.writeLong(count);
        out.writeLong(numbers);
        out.writeDouble(min);
        out.writeDouble(max);
        out.writeDouble(sum);
        out.writeDouble(lastTime);
        if (last instanceof SenmlValue.Num number) {
            out.writeByte(1);
            out.writeDouble(number.value());
        } else if (last instanceof SenmlValue.Text text) {
            out.writeByte(2);
            Windows.writeText(out, text.value());
        } else if (last instanceof SenmlValue.Flag flag) {
            out.writeByte(3);
            out.writeBoolean(flag.value());
        } else if (last instanceof SenmlValue.Data data) {
            out.writeByte(4);
            out.writeInt(data.value().length);
            out.write(data.value());
        } else {
            out.writeByte(0);
        }
    }

    static Aggregate load(DataInputStream in) throws IOException {
        Aggregate aggregate = new Aggregate();
        aggregate.count = in.readLong();
        aggregate.numbers = in.readLong();
        aggregate.min = in.readDouble();
        aggregate.max = in.readDouble();
        aggregate.sum = in.readDouble();
        aggregate.lastTime = in.readDouble();
        aggregate.last = switch (in.readByte()) {
            case 1 -> new SenmlValue.Num(in.readDouble());
            case 2 -> new SenmlValue.Text(Windows.readText(in));
            case 3 -> new SenmlValue.Flag(in.readBoolean());
            case 4 -> new SenmlValue.Data(in.readNBytes(in.readInt()));
            default -> null;
        };
        return aggregate;
    }
}
