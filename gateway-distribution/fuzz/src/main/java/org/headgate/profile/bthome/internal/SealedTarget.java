package org.headgate.profile.bthome.internal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.CCMBlockCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.headgate.api.message.Message;
import org.headgate.api.profile.DeviceProfile;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.api.profile.Reading;
import org.headgate.fuzz.Contract;
import org.headgate.fuzz.ProfileTarget;
import org.headgate.fuzz.Target;

/** What a device with a key says, so that what stands behind the decryption is met: four bytes that count, then objects, which are encrypted with its key. */
public final class SealedTarget implements Target {
    private static final HexFormat HEX = HexFormat.of();
    private static final String ADDRESS = "54:48:E6:8F:80:A5";
    private static final String KEY = "231d39c1d7cc1ab1aee224cd096db932";
    private static final byte INFORMATION = 0x41;
    private static final int LONGEST = 4096;

    private final DeviceProfile profile = profile();

    /** The profile with that device's key. */
    public static DeviceProfile profile() {
        BindKeys keys = BindKeys.parse(ADDRESS + ' ' + KEY);
        return new BthomeProfile(() -> keys, "data/bthome.keys");
    }

    @Override
    public String name() {
        return "bthome-sealed";
    }

    @Override
    public List<byte[]> seeds() {
        return Stream.of("0011223302ca0903bf13", "ffffffff0902", "00000000" + "530548656c6c6f54030102033a013c0103")
                .map(HEX::parseHex)
                .toList();
    }

    @Override
    public void take(byte[] input) {
        byte[] counter = Arrays.copyOf(input, Frame.COUNTER);
        byte[] objects =
                Arrays.copyOfRange(input, Math.min(input.length, Frame.COUNTER), Math.min(input.length, LONGEST));
        String json = "home/gw/BTtoMQTT/x\n{\"id\":\"" + ADDRESS
                + "\",\"mac_type\":0,\"rssi\":-60,\"servicedatauuid\":\"fcd2\",\"servicedata\":\""
                + HEX.formatHex(sealed(counter, objects)) + "\"}";
        Message message = ProfileTarget.message(json.getBytes(StandardCharsets.UTF_8));
        try {
            Contract.holds(message, Reading.of(profile.decode(message)), true);
        } catch (MalformedPayload e) {
            Contract.holds(e);

            Contract.must(
                    !e.code().equals("key_wrong"), "what was encrypted with its key is refused: " + e.getMessage());
        }
    }

    private static byte[] sealed(byte[] counter, byte[] objects) {
        byte[] nonce = Arrays.copyOf(HEX.parseHex(ADDRESS.replace(":", "")), 13);
        nonce[6] = (byte) 0xd2;
        nonce[7] = (byte) 0xfc;
        nonce[8] = INFORMATION;
        System.arraycopy(counter, 0, nonce, 9, counter.length);
        CCMBlockCipher ccm = (CCMBlockCipher) CCMBlockCipher.newInstance(AESEngine.newInstance());
        ccm.init(true, new AEADParameters(new KeyParameter(HEX.parseHex(KEY)), Frame.MIC * 8, nonce));
        try {
            byte[] sealed = ccm.processPacket(objects, 0, objects.length);
            byte[] data = new byte[1 + sealed.length + counter.length];
            data[0] = INFORMATION;
            System.arraycopy(sealed, 0, data, 1, objects.length);
            System.arraycopy(counter, 0, data, 1 + objects.length, counter.length);
            System.arraycopy(sealed, objects.length, data, data.length - Frame.MIC, Frame.MIC);
            return data;
        } catch (InvalidCipherTextException e) {
            throw new IllegalStateException(e);
        }
    }
}
