package org.headgate.mqtt.source.internal;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.headgate.fuzz.Target;

/** What an outside broker sends to mqtt-source. */
public final class BrokerTarget implements Target {
    private static final int MOST = 256 * 1024;

    @Override
    public String name() {
        return "mqtt-source";
    }

    @Override
    public List<byte[]> seeds() {
        return Stream.of(
                        "200800000511000003e8",
                        "3a1700 03742f61 0007 0d 0300 0a 746578742f706c61696e 32312e35".replace(" ", ""),
                        "340900 03742f61 0009 00 31".replace(" ", "") + "62020009",
                        "9004000100018" + "7",
                        "e0058e031f0000",
                        "d000")
                .map(HexFormat.of()::parseHex)
                .toList();
    }

    @Override
    public void take(byte[] input) throws Exception {
        PacketReader.Source source = source(input);
        try {
            for (int i = 0; i <= input.length; i++) {
                PacketReader.read(source, MOST);
            }
        } catch (EOFException e) {
            return;
        } catch (ProtocolException e) {
            if (e.getMessage() == null) {
                throw new AssertionError("a refusal without a reason", e);
            }
        }
    }

    private static PacketReader.Source source(byte[] bytes) {
        ByteArrayInputStream in = new ByteArrayInputStream(bytes);
        return new PacketReader.Source() {
            @Override
            public int read() throws IOException {
                int octet = in.read();
                if (octet < 0) {
                    throw new EOFException();
                }
                return octet;
            }

            @Override
            public byte[] read(int length) throws IOException {
                byte[] read = in.readNBytes(length);
                if (read.length < length) {
                    throw new EOFException();
                }
                return read;
            }
        };
    }
}
