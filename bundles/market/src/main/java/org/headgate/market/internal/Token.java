package org.headgate.market.internal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;
import org.headgate.api.batch.Hash;
import org.headgate.api.batch.Signer;
import org.headgate.proof.Keccak;

/** Ids and secrets of passes. */
final class Token {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
    private static final Pattern ID = Pattern.compile("p-[a-z2-7]{16}");

    private Token() {}

    /** {@code p-} and 80 random bits in base32. */
    static String newId() {
        return newId("p-");
    }

    /** That of a range of the past: nobody signs in with it. */
    static String newHistoryId() {
        return newId("h-");
    }

    static boolean same(String secret, String given) {
        return MessageDigest.isEqual(hash(secret), hash(given));
    }

    private static String newId(String prefix) {
        byte[] bits = new byte[16];
        RANDOM.nextBytes(bits);
        StringBuilder id = new StringBuilder(prefix);
        for (byte b : bits) {
            id.append(BASE32.charAt(b & 31));
        }
        return id.toString();
    }

    static boolean isId(String user) {
        return ID.matcher(user).matches();
    }

    /** 256 random bits in base64url without padding. */
    static String newSecret() {
        byte[] bits = new byte[32];
        RANDOM.nextBytes(bits);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }

    /** That of a pass which is paid for: by the gateway's key, so that who pays for it twice is told the same, and it is kept hashed all the same. */
    static String derived(Signer signer, String id) {
        Hash named = Keccak.hash(
                "Headgate pass token".getBytes(StandardCharsets.US_ASCII), id.getBytes(StandardCharsets.US_ASCII));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(hash(signer.sign(named)));
    }

    static byte[] hash(String secret) {
        return hash(secret.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] hash(byte[] secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
