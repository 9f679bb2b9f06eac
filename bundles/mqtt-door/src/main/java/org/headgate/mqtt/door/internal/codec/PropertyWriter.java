package org.headgate.mqtt.door.internal.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.Map;
import org.headgate.mqtt.door.internal.packet.Properties;

/** Writes a list of properties (§2.2.2). */
final class PropertyWriter {
    private PropertyWriter() {}

    static void write(ByteBuf out, Properties properties) {
        Wire.variable(out, size(properties));
        for (Properties.Value value : properties.values()) {
            out.writeByte(value.property().id());
            value(out, value);
        }
    }

    private static void value(ByteBuf out, Properties.Value value) {
        switch (value.property().type()) {
            case FLAG -> out.writeByte(number(value));
            case TWO_BYTES, TWO_BYTES_NOT_ZERO -> out.writeShort(number(value));
            case FOUR_BYTES, FOUR_BYTES_NOT_ZERO -> out.writeInt(number(value));
            case VARIABLE -> Wire.variable(out, number(value));
            case TEXT -> Wire.text(out, (String) value.value());
            case BINARY -> Wire.binary(out, (byte[]) value.value());
            case PAIR -> {
                Map.Entry<?, ?> pair = (Map.Entry<?, ?>) value.value();
                Wire.text(out, (String) pair.getKey());
                Wire.text(out, (String) pair.getValue());
            }
        }
    }

    static int size(Properties properties) {
        int size = 0;
        for (Properties.Value value : properties.values()) {
            size += 1 + size(value);
        }
        return size;
    }

    private static int size(Properties.Value value) {
        return switch (value.property().type()) {
            case FLAG -> 1;
            case TWO_BYTES, TWO_BYTES_NOT_ZERO -> 2;
            case FOUR_BYTES, FOUR_BYTES_NOT_ZERO -> 4;
            case VARIABLE -> Wire.sizeOfVariable(number(value));
            case TEXT -> size((String) value.value());
            case BINARY -> 2 + ((byte[]) value.value()).length;
            case PAIR -> {
                Map.Entry<?, ?> pair = (Map.Entry<?, ?>) value.value();
                yield size((String) pair.getKey()) + size((String) pair.getValue());
            }
        };
    }

    private static int size(String text) {
        return 2 + ByteBufUtil.utf8Bytes(text);
    }

    private static int number(Properties.Value value) {
        return ((Long) value.value()).intValue();
    }
}
