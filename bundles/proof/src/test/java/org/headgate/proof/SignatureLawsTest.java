package org.headgate.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.bouncycastle.util.BigIntegers;
import org.headgate.api.batch.Hash;

class SignatureLawsTest {
    private static final BigInteger N =
            new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);

    @Property(tries = 200)
    void signature_recoversToItsSigner(@ForAll @Size(32) byte[] seed, @ForAll @Size(32) byte[] digest)
            throws ProofException {
        byte[] key = Keccak.hash(seed).bytes();
        byte[] signature = Secp256k1.sign(key, Hash.of(digest));
        assertThat(Secp256k1.recover(Hash.of(digest), signature)).isEqualTo(Secp256k1.address(key));
        BigInteger s = new BigInteger(1, Arrays.copyOfRange(signature, 32, 64));
        assertThat(s).isLessThanOrEqualTo(N.shiftRight(1));

        byte[] high = signature.clone();
        BigIntegers.asUnsignedByteArray(N.subtract(s), high, 32, 32);
        high[64] ^= 7;
        assertThatThrownBy(() -> Secp256k1.recover(Hash.of(digest), high)).hasMessageContaining("upper half");
    }

    @Property(tries = 300)
    void anyBytes_recoverToSomeoneOrAreRefused(@ForAll @Size(32) byte[] digest, @ForAll @Size(65) byte[] signature) {
        signature[64] = (byte) (27 + (signature[64] & 3));
        signature[32] &= 0x7f;
        try {
            assertThat(Secp256k1.recover(Hash.of(digest), signature)).isNotNull();
        } catch (ProofException e) {
            assertThat(e.code()).isEqualTo("signature_invalid");
        }
    }
}
