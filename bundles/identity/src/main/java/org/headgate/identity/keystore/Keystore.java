package org.headgate.identity.keystore;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.SCrypt;
import org.headgate.api.batch.Hash;
import org.headgate.proof.Keccak;
import org.headgate.proof.Secp256k1;

/** Web3 Secret Storage, version 3, with scrypt: the format of Ethereum's wallets. Writes the light parameters, which need 4 MiB. */
public final class Keystore {
    private static final int LIGHT_N = 4096;
    private static final int LIGHT_R = 8;
    private static final int LIGHT_P = 6;
    private static final int MOST_P = 64;
    private static final int DERIVED_BYTES = 32;
    private static final String CORRUPT_REMEDY =
            "restore data/keystore and data/keystore.pass from a backup; to start over under a new address, move both away and restart";

    private static final ObjectMapper JSON = new ObjectMapper();

    private Keystore() {}

    public static byte[] encrypt(Key key, byte[] passphrase, SecureRandom random) {
        byte[] salt = random(random, 32);
        byte[] iv = random(random, 16);
        byte[] derived = SCrypt.generate(passphrase, salt, LIGHT_N, LIGHT_R, LIGHT_P, DERIVED_BYTES);
        byte[] ciphertext = aes(Cipher.ENCRYPT_MODE, derived, iv, key.secret());
        ObjectNode file = JSON.createObjectNode();
        file.put("version", 3);
        file.put("id", UUID.randomUUID().toString());
        file.put("address", key.address().toString().substring(2));
        ObjectNode crypto = file.putObject("crypto");
        crypto.put("cipher", "aes-128-ctr");
        crypto.putObject("cipherparams").put("iv", hex(iv));
        crypto.put("ciphertext", hex(ciphertext));
        crypto.put("kdf", "scrypt");
        crypto.putObject("kdfparams")
                .put("dklen", DERIVED_BYTES)
                .put("n", LIGHT_N)
                .put("r", LIGHT_R)
                .put("p", LIGHT_P)
                .put("salt", hex(salt));
        crypto.put("mac", hex(mac(derived, ciphertext)));
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(file);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param budgetMib memory that scrypt may take */
    public static Key decrypt(byte[] file, byte[] passphrase, int budgetMib) throws KeyUnavailable {
        JsonNode root = parse(file);
        // ethers and older wallets write it with a capital
        JsonNode crypto = root.path(root.has("crypto") ? "crypto" : "Crypto");
        if (root.path("version").asInt() != 3
                || !crypto.path("cipher").asText().equals("aes-128-ctr")
                || !crypto.path("kdf").asText().equals("scrypt")) {
            throw corrupt("it is not version 3 with aes-128-ctr and scrypt");
        }
        byte[] ciphertext = bytes(crypto.path("ciphertext"), 32);
        byte[] derived = derive(crypto.path("kdfparams"), passphrase, budgetMib);
        if (!MessageDigest.isEqual(mac(derived, ciphertext), bytes(crypto.path("mac"), 32))) {
            throw new KeyUnavailable(
                    "passphrase_wrong",
                    "the keystore does not open with this passphrase: either is from elsewhere, or damaged",
                    CORRUPT_REMEDY);
        }
        byte[] secret = aes(
                Cipher.DECRYPT_MODE, derived, bytes(crypto.path("cipherparams").path("iv"), 16), ciphertext);
        if (!Secp256k1.isPrivateKey(secret)) {
            throw corrupt("what it holds is no private key");
        }
        return checked(new Key(secret), root.path("address").asText());
    }

    private static Key checked(Key key, String address) throws KeyUnavailable {
        String stated = address.startsWith("0x") ? address.substring(2) : address;
        if (!stated.isEmpty()
                && !stated.equalsIgnoreCase(key.address().toString().substring(2))) {
            throw corrupt("it says address " + address + " but holds the key of " + key.address());
        }
        return key;
    }

    private static byte[] derive(JsonNode parameters, byte[] passphrase, int budgetMib) throws KeyUnavailable {
        long n = parameters.path("n").asLong();
        long r = parameters.path("r").asLong();
        long p = parameters.path("p").asLong();
        if (n < 2
                || Long.bitCount(n) != 1
                || n > 1 << 30
                || r < 1
                || r > 1024
                || p < 1
                || p > MOST_P
                || parameters.path("dklen").asInt() != DERIVED_BYTES) {
            throw corrupt("its scrypt parameters n=" + n + " r=" + r + " p=" + p + " are out of range");
        }
        long mib = 128 * n * r >> 20;
        if (mib > budgetMib) {
            throw new KeyUnavailable(
                    "keystore_too_costly",
                    "scrypt with n=" + n + " r=" + r + " needs " + mib + " MiB, identity.scrypt.mib allows "
                            + budgetMib,
                    "encrypt the key again with light parameters (n=4096, r=8, p=6), or raise identity.scrypt.mib and the heap");
        }
        byte[] salt = bytes(parameters.path("salt"), -1);
        try {
            return SCrypt.generate(passphrase, salt, (int) n, (int) r, (int) p, DERIVED_BYTES);
        } catch (IllegalArgumentException e) {
            throw corrupt("its scrypt parameters n=" + n + " r=" + r + " p=" + p + " do not fit together (RFC 7914)");
        }
    }

    private static JsonNode parse(byte[] file) throws KeyUnavailable {
        try {
            JsonNode root = JSON.readTree(file);
            if (root != null && root.isObject()) {
                return root;
            }
        } catch (IOException e) {
            throw corrupt("it is not JSON");
        }
        throw corrupt("it is not a JSON object");
    }

    private static byte[] bytes(JsonNode node, int length) throws KeyUnavailable {
        try {
            byte[] bytes = HexFormat.of().parseHex(node.asText());
            if (length < 0 ? bytes.length > 0 : bytes.length == length) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            throw corrupt("a field is not hex");
        }
        throw corrupt("a field is missing or has the wrong length");
    }

    private static KeyUnavailable corrupt(String why) {
        return new KeyUnavailable("keystore_corrupt", "the keystore cannot be read: " + why, CORRUPT_REMEDY);
    }

    private static byte[] mac(byte[] derived, byte[] ciphertext) {
        Hash mac = Keccak.hash(Arrays.copyOfRange(derived, 16, 32), ciphertext);
        return mac.bytes();
    }

    private static byte[] aes(int mode, byte[] derived, byte[] iv, byte[] input) {
        try {
            Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(mode, new SecretKeySpec(derived, 0, 16, "AES"), new IvParameterSpec(iv));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES/CTR is missing from this Java", e);
        }
    }

    private static byte[] random(SecureRandom random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
