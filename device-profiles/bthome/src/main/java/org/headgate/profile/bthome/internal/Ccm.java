package org.headgate.profile.bthome.internal;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;

/** Counter with CBC-MAC over AES (RFC 3610), for texts of less than 64 KiB. The JDK has the block cipher and not this mode of it. */
final class Ccm {
    private static final int BLOCK = 16;
    /** What counts the length, L in RFC 3610; the nonce has the other 13 bytes of a block. */
    private static final int LENGTH_BYTES = 2;

    private static final int LONGEST = 0xffff;
    private static final int LONGEST_HEADER = 0xfeff;

    private final Cipher aes;
    private final byte[] nonce;
    private final int micLength;

    /** @param micLength 4, 6, 8, 10, 12, 14 or 16 */
    private Ccm(SecretKey key, byte[] nonce, int micLength) throws GeneralSecurityException {
        this.aes = Cipher.getInstance("AES/ECB/NoPadding");
        this.nonce = nonce;
        this.micLength = micLength;
        aes.init(Cipher.ENCRYPT_MODE, key);
    }

    /**
     * The text, where the integrity code behind it is right.
     *
     * @param nonce 13 bytes
     * @param header what is authenticated and not encrypted
     * @param sealed the encrypted text and the code
     */
    static Optional<byte[]> open(SecretKey key, byte[] nonce, byte[] header, byte[] sealed, int micLength) {
        int length = sealed.length - micLength;
        if (length < 0
                || length > LONGEST
                || header.length > LONGEST_HEADER
                || nonce.length != BLOCK - 1 - LENGTH_BYTES) {
            return Optional.empty();
        }
        try {
            Ccm ccm = new Ccm(key, nonce, micLength);
            byte[] text = ccm.crypt(Arrays.copyOf(sealed, length));
            byte[] told = Arrays.copyOfRange(sealed, length, sealed.length);
            return MessageDigest.isEqual(told, ccm.mic(header, text)) ? Optional.of(text) : Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES", e);
        }
    }

    /** §2.3; does and undoes the same. */
    private byte[] crypt(byte[] text) throws GeneralSecurityException {
        byte[] out = text.clone();
        for (int at = 0, count = 1; at < text.length; at += BLOCK, count++) {
            xor(out, at, aes.doFinal(counter(count)));
        }
        return out;
    }

    /** §2.2, encrypted as §2.3 says. */
    private byte[] mic(byte[] header, byte[] text) throws GeneralSecurityException {
        byte[] first = block(flags(header.length > 0), text.length);
        byte[] mac = aes.doFinal(first);
        if (header.length > 0) {
            byte[] counted = new byte[header.length + 2];
            counted[0] = (byte) (header.length >> 8);
            counted[1] = (byte) header.length;
            System.arraycopy(header, 0, counted, 2, header.length);
            mac = chain(mac, counted);
        }
        byte[] mic = Arrays.copyOf(chain(mac, text), micLength);
        xor(mic, 0, aes.doFinal(counter(0)));
        return mic;
    }

    private byte[] chain(byte[] mac, byte[] text) throws GeneralSecurityException {
        byte[] chained = mac;
        for (int at = 0; at < text.length; at += BLOCK) {
            byte[] block = Arrays.copyOfRange(text, at, at + BLOCK);
            xor(block, 0, chained);
            chained = aes.doFinal(block);
        }
        return chained;
    }

    private int flags(boolean withHeader) {
        return (withHeader ? 0x40 : 0) | (micLength - 2) / 2 << 3 | LENGTH_BYTES - 1;
    }

    private byte[] counter(int count) {
        return block(LENGTH_BYTES - 1, count);
    }

    private byte[] block(int flags, int number) {
        byte[] block = new byte[BLOCK];
        block[0] = (byte) flags;
        System.arraycopy(nonce, 0, block, 1, nonce.length);
        block[BLOCK - 2] = (byte) (number >> 8);
        block[BLOCK - 1] = (byte) number;
        return block;
    }

    private static void xor(byte[] into, int at, byte[] with) {
        for (int i = 0; i < with.length && at + i < into.length; i++) {
            into[at + i] ^= with[i];
        }
    }
}
