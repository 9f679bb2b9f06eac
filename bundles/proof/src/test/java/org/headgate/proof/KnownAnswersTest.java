package org.headgate.proof;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.headgate.api.batch.Hash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values known from elsewhere. */
class KnownAnswersTest {

    @Test
    void keccak_ofNothing_isTheKnownHash() {
        assertThat(Keccak.hash()).hasToString("0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
        assertThat(Keccak.hash("ab".getBytes(US_ASCII), "c".getBytes(US_ASCII)))
                .hasToString("0x4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45");
    }

    /** The key and the message of EIP-712's own example, "Ether Mail". */
    @Test
    void eip712Mail_isSignedAsInTheStandard() throws ProofException {
        StructType person = StructType.of("Person(string name,address wallet)");
        Hash from = person.hashStruct(
                "Cow", org.headgate.api.batch.Address.parse("0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826"));
        assertThat(from).hasToString("0xfc71e5fa27ff56c350aa531bc129ebdf613b772b6604664f5d8dbe21b85eb0c8");
        byte[] key = Keccak.hash("cow".getBytes(US_ASCII)).bytes();
        assertThat(Secp256k1.address(key)).hasToString("0xcd2a3d9f938e13cd947ec05abc7fe734df8dd826");
        Hash digest = Hash.parse("0xbe609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2");
        byte[] signature = Secp256k1.sign(key, digest);
        assertThat(HexFormat.of().formatHex(signature))
                .isEqualTo("4355c47d63924e8a72e509b65029052eb6c299d53a04e167c5775fd466751c9d"
                        + "07299936d304c153f6443dfa05f40ff007d72911b6f72307f996231605b91562" + "1c");
        assertThat(Secp256k1.recover(digest, signature)).isEqualTo(Secp256k1.address(key));
    }

    /** Nonces of RFC 6979 with SHA-256 over secp256k1: the vectors that wallets share. */
    @ParameterizedTest
    @CsvSource({
        "1, Satoshi Nakamoto, 934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d82442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5",
        "1, 'All those moments will be lost in time, like tears in rain. Time to die...', 8600dbd41e348fe5c9465ab92d23e3db8b98b873beecd930736488696438cb6b547fe64427496db33bf66019dacbf0039c04199abb0122918601db38a72cfc21",
        "f8b8af8ce3c7cca5e300d33939540c10d45ce001b8f252bfbc57ba0342904181, Alan Turing, 7063ae83e7f62bbb171798131b4a0564b956930092b33b07b395615d9ec7e15c58dfcc1e00a35e1572f366ffe34ba0fc47db1e7189759b9fb233c5b05ab388ea",
    })
    void nonce_isThatOfRfc6979(String key, String message, String rs) throws Exception {
        byte[] secret = HexFormat.of().parseHex("0".repeat(64 - key.length()) + key);
        Hash digest = Hash.of(java.security.MessageDigest.getInstance("SHA-256").digest(message.getBytes(US_ASCII)));
        assertThat(HexFormat.of().formatHex(Secp256k1.sign(secret, digest))).startsWith(rs);
    }

    @Test
    void abi_ofDynamicValues_isPaddedBehindTheHeads() {
        assertThat(HexFormat.of()
                        .formatHex(new Abi().uint(7).string("ab").bool(true).encode()))
                .isEqualTo("%064x%064x%064x%064x".formatted(7, 96, 1, 2) + "6162" + "0".repeat(60));
    }
}
