package org.headgate.lora.source.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.headgate.profile.lorawan.frame.DataFrame;
import org.headgate.profile.lorawan.frame.PhyPayload;

/** What a device sends. The cryptography is held against published frames elsewhere. */
final class Frames {
    static final String NWK_S_KEY = "44024241ed4ce9a68c6a8bc055233fd3";
    static final String APP_S_KEY = "ec925802ae430ca77fd3dd73cb2cc588";
    static final long DEV_EUI = 0x0102030405060708L;
    static final long DEV_ADDR = 0x49be7df1L;

    private Frames() {}

    static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    static DataFrame read(byte[] bytes) {
        return (DataFrame) PhyPayload.parse(bytes).orElseThrow();
    }

    static Session session() {
        return new Session(
                DEV_EUI, DEV_ADDR, "field", SessionKeys.of(hex(NWK_S_KEY), hex(APP_S_KEY)), "00112233445566ff");
    }

    static byte[] up(long fCnt, int fPort, String text) {
        return up(
                fCnt,
                fPort,
                text,
                0,
                new Aes(hex(NWK_S_KEY)),
                new Aes(hex(NWK_S_KEY)),
                new Aes(hex(APP_S_KEY)),
                false,
                0);
    }

    /** @param dataRateAndChannel of LoRaWAN 1.1, as it stands in B1 */
    static byte[] up(
            long fCnt,
            int fPort,
            String text,
            int control,
            Aes forwarding,
            Aes serving,
            Aes application,
            boolean newer,
            int dataRateAndChannel) {
        byte[] start = block(1, fCnt, 1, 0);
        byte[] payload = application.stream(start, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        byte[] signed = ByteBuffer.allocate(9 + payload.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 0x40)
                .putInt((int) DEV_ADDR)
                .put((byte) control)
                .putShort((short) fCnt)
                .put((byte) fPort)
                .put(payload)
                .array();
        byte[] first = forwarding.cmac(block(0x49, fCnt, signed.length, 0), signed);
        byte[] second = serving.cmac(block(0x49, fCnt, signed.length, dataRateAndChannel), signed);
        ByteBuffer whole = ByteBuffer.allocate(signed.length + 4).put(signed);
        return newer
                ? whole.put(second, 0, 2).put(first, 0, 2).array()
                : whole.put(first, 0, 4).array();
    }

    private static byte[] block(int kind, long fCnt, int last, int dataRateAndChannel) {
        byte[] block = ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(6, (int) DEV_ADDR)
                .putInt(10, (int) fCnt)
                .array();
        block[0] = (byte) kind;
        block[3] = (byte) (dataRateAndChannel >> 8);
        block[4] = (byte) dataRateAndChannel;
        block[15] = (byte) last;
        return block;
    }

    static String base64(byte[] frame) {
        return Base64.getEncoder().encodeToString(frame);
    }

    static byte[] spoilt(byte[] frame) {
        byte[] copy = Arrays.copyOf(frame, frame.length);
        copy[copy.length - 1] ^= 1;
        return copy;
    }
}
