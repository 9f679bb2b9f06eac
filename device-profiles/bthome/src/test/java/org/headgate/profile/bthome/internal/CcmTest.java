package org.headgate.profile.bthome.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The packet vectors of RFC 3610 §8, whose nonces have 13 bytes as those of BTHome. */
class CcmTest {
    private static final String KEY = "C0C1C2C3C4C5C6C7C8C9CACBCCCDCECF";

    @ParameterizedTest
    @CsvSource({
        KEY + ",00000003020100A0A1A2A3A4A5,0001020304050607,8,"
                + "08090A0B0C0D0E0F101112131415161718191A1B1C1D1E,"
                + "588C979A61C663D2F066D0C2C0F989806D5F6B61DAC38417E8D12CFDF926E0",
        KEY + ",00000004030201A0A1A2A3A4A5,0001020304050607,8,"
                + "08090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F,"
                + "72C91A36E135F8CF291CA894085C87E3CC15C439C9E43A3BA091D56E10400916",
        KEY + ",00000005040302A0A1A2A3A4A5,0001020304050607,8,"
                + "08090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F20,"
                + "51B1E5F44A197D1DA46B0F8E2D282AE871E838BB64DA8596574ADAA76FBD9FB0C5",
        KEY + ",00000006050403A0A1A2A3A4A5,000102030405060708090A0B,8,"
                + "0C0D0E0F101112131415161718191A1B1C1D1E,"
                + "A28C6865939A9A79FAAA5C4C2A9D4A91CDAC8C96C861B9C9E61EF1",
        KEY + ",00000009080706A0A1A2A3A4A5,0001020304050607,10,"
                + "08090A0B0C0D0E0F101112131415161718191A1B1C1D1E,"
                + "0135D1B2C95F41D5D1D4FEC185D166B8094E999DFED96C048C56602C97ACBB7490",
        "231d39c1d7cc1ab1aee224cd096db932,5448e68f80a5d2fc4100112233,'',4,02ca0903bf13,a47266c95f7378237214"
    })
    void open_publishedVector_givesTheText(
            String key, String nonce, String header, int micLength, String text, String sealed) {
        assertThat(Ccm.open(key(key), hex(nonce), hex(header), hex(sealed), micLength))
                .contains(hex(text));
    }

    @Test
    void open_anyBitChanged_isEmpty() {
        byte[] nonce = hex("00000003020100A0A1A2A3A4A5");
        byte[] header = hex("0001020304050607");
        byte[] sealed = hex("588C979A61C663D2F066D0C2C0F989806D5F6B61DAC38417E8D12CFDF926E0");
        for (byte[] part : new byte[][] {nonce, header, sealed}) {
            for (int bit = 0; bit < part.length * 8; bit++) {
                part[bit / 8] ^= (byte) (1 << bit % 8);
                assertThat(Ccm.open(key(KEY), nonce, header, sealed, 8)).isEmpty();
                part[bit / 8] ^= (byte) (1 << bit % 8);
            }
        }
        assertThat(Ccm.open(key(KEY), nonce, header, sealed, 8)).isPresent();
    }

    @Test
    void open_tooShortOrTooLong_isEmpty() {
        byte[] nonce = new byte[13];
        assertThat(Ccm.open(key(KEY), nonce, new byte[0], new byte[3], 4)).isEmpty();
        assertThat(Ccm.open(key(KEY), nonce, new byte[0], new byte[0x10000 + 4], 4))
                .isEmpty();
        assertThat(Ccm.open(key(KEY), new byte[12], new byte[0], new byte[8], 4))
                .isEmpty();
    }

    private static SecretKey key(String text) {
        return new SecretKeySpec(hex(text), "AES");
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
