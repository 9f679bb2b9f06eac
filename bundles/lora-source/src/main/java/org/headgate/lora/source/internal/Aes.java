package org.headgate.lora.source.internal;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES-128 as LoRaWAN uses it: AES-CMAC (RFC 4493) and a counter mode (LoRaWAN L2 1.0.4 §4.3.3). A key is read in once. Only for one thread. */
final class Aes {
    static final int KEY = 16;
    private static final int BLOCK = 16;
    private static final int REDUCTION = 0x87;

    private final SecretKeySpec key;
    private final Cipher block;
    private final Cipher counter;
    private final byte[] whole;
    private final byte[] padded;

    Aes(byte[] key) {
        this.key = new SecretKeySpec(key, "AES");
        try {
            this.block = Cipher.getInstance("AES/ECB/NoPadding");
            this.block.init(Cipher.ENCRYPT_MODE, this.key);
            this.counter = Cipher.getInstance("AES/CTR/NoPadding");
            this.whole = doubled(block.doFinal(new byte[BLOCK]));
            this.padded = doubled(whole);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES-128", e);
        }
    }

    /** Of {@code first}, a block, and {@code rest} behind it. */
    byte[] cmac(byte[] first, byte[] rest) {
        byte[] message = Arrays.copyOf(first, first.length + rest.length);
        System.arraycopy(rest, 0, message, first.length, rest.length);
        return cmac(message);
    }

    byte[] cmac(byte[] message) {
        int blocks = Math.max(1, (message.length + BLOCK - 1) / BLOCK);
        byte[] last = Arrays.copyOfRange(message, (blocks - 1) * BLOCK, blocks * BLOCK);
        boolean full = message.length == blocks * BLOCK;
        if (!full) {
            last[message.length % BLOCK] = (byte) 0x80;
        }
        xor(last, full ? whole : padded, 0);
        byte[] state = new byte[BLOCK];
        for (int i = 0; i < blocks - 1; i++) {
            xor(state, message, i * BLOCK);
            state = encrypted(state);
        }
        xor(state, last, 0);
        return encrypted(state);
    }

    /** Enciphers and deciphers. @param start the first block of the counter, whose last byte counts */
    byte[] stream(byte[] start, byte[] text) {
        try {
            counter.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(start));
            return counter.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-128 failed", e);
        }
    }

    private byte[] encrypted(byte[] of) {
        try {
            return block.doFinal(of);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-128 failed", e);
        }
    }

    private static void xor(byte[] into, byte[] with, int from) {
        for (int i = 0; i < BLOCK; i++) {
            into[i] ^= with[from + i];
        }
    }

    /** Times x in GF(2^128) (RFC 4493 §2.3). */
    private static byte[] doubled(byte[] of) {
        byte[] doubled = new byte[BLOCK];
        for (int i = 0; i < BLOCK; i++) {
            int next = i + 1 < BLOCK ? (of[i + 1] & 0xff) >> 7 : 0;
            doubled[i] = (byte) (of[i] << 1 | next);
        }
        if (of[0] < 0) {
            doubled[BLOCK - 1] ^= (byte) REDUCTION;
        }
        return doubled;
    }
}
