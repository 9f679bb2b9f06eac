package org.headgate.lora.source.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What packet forwarders send. */
final class Datagrams {
    static final long EUI = 0xaa555a0102030405L;

    private Datagrams() {}

    static byte[] of(int version, int token, int kind, long eui, String json) {
        byte[] text = json.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Gwmp.HEAD_WITH_EUI + text.length)
                .put((byte) version)
                .putShort((short) token)
                .put((byte) kind)
                .putLong(eui)
                .put(text)
                .array();
    }

    static byte[] push(int token, String... rxpk) {
        return of(2, token, Gwmp.PUSH_DATA, EUI, "{\"rxpk\":[" + String.join(",", rxpk) + "]}");
    }

    static String rxpk(long tmst, String data) {
        return "{\"tmst\":" + tmst + ",\"chan\":2,\"rfch\":0,\"freq\":868.300000,\"stat\":1,\"modu\":\"LORA\","
                + "\"datr\":\"SF7BW125\",\"codr\":\"4/5\",\"lsnr\":9.2,\"rssi\":-57,\"size\":17,\"data\":\"" + data
                + "\"}";
    }

    static String rxpk(long tmst) {
        return rxpk(tmst, "QPF9vkkAAgABlUN4disR/w0=");
    }
}
