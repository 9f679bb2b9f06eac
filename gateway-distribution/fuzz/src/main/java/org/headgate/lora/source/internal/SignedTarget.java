package org.headgate.lora.source.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.headgate.fuzz.ProfileTarget;
import org.headgate.fuzz.Target;
import org.headgate.profile.lorawan.frame.DataFrame;
import org.headgate.profile.lorawan.frame.PhyPayload;

/** Frames of a device whose keys the operator gave, each signed with them, so that what stands behind the check is met. A frame is given without its header, address and code. */
public final class SignedTarget implements Target {
    private static final HexFormat HEX = HexFormat.of();
    private static final Aes AES = new Aes(LoraServer.NWK_S_KEY);
    private static final int CODE = 4;
    private static final int LONGEST = 300;

    @Override
    public String name() {
        return "lora-signed";
    }

    @Override
    public List<byte[]> seeds() {
        return Stream.of("00010001aabb", "000200010c0d0a3d3d0a" + "00030002ff", "8205000103070102", "00ffff00")
                .map(HEX::parseHex)
                .toList();
    }

    @Override
    public void take(byte[] input) {
        try (LoraServer server = new LoraServer()) {
            for (byte[] part : ProfileTarget.parts(input)) {
                server.take(datagram(signed(Arrays.copyOf(part, Math.min(part.length, LONGEST)))));
            }
        }
    }

    /** With the counter as it stands in the frame, its upper half 0. */
    private static byte[] signed(byte[] rest) {
        byte[] frame = ByteBuffer.allocate(5 + rest.length + CODE)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 0x40)
                .putInt((int) LoraServer.DEV_ADDR)
                .put(rest)
                .array();
        if (PhyPayload.parse(frame).orElse(null) instanceof DataFrame data) {
            byte[] block = ByteBuffer.allocate(16)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .put((byte) 0x49)
                    .putInt(6, (int) data.devAddr())
                    .putInt(10, data.fCnt())
                    .put(15, (byte) data.signed().length)
                    .array();
            byte[] code = AES.cmac(block, data.signed());
            System.arraycopy(code, 0, frame, frame.length - CODE, CODE);
        }
        return frame;
    }

    private static byte[] datagram(byte[] frame) {
        String json =
                "{\"rxpk\":[{\"tmst\":1,\"freq\":868.3,\"stat\":1,\"modu\":\"LORA\",\"datr\":\"SF7BW125\",\"codr\":\"4/5\",\"lsnr\":9.2,\"rssi\":-57,\"size\":"
                        + frame.length + ",\"data\":\"" + Base64.getEncoder().encodeToString(frame) + "\"}]}";
        byte[] text = json.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Gwmp.HEAD_WITH_EUI + text.length)
                .put((byte) 2)
                .putShort((short) 1)
                .put((byte) Gwmp.PUSH_DATA)
                .putLong(0xaa555a0102030405L)
                .put(text)
                .array();
    }
}
