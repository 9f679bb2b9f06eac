package org.headgate.x402;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.headgate.x402.Refusals.refused;
import static org.headgate.x402.Samples.NOW;
import static org.headgate.x402.Samples.units;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.Arrays;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.proof.Secp256k1;
import org.junit.jupiter.api.Test;

/** Each way in which a payment of the scheme exact can be wrong without the chain's word. */
class ExactPaymentTest {
    private static final BigInteger GROUP =
            new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
    private static final PaymentRequirements OFFER = Samples.exact(25);
    private static final ContractDomain TOKEN = OFFER.tokenDomain();

    @Test
    void right_isTaken() {
        assertThatCode(() -> Samples.signed(Samples.authorization(25), TOKEN).check(OFFER, NOW))
                .doesNotThrowAnyException();
    }

    @Test
    void writtenAndRead_isTheSame() throws Exception {
        ExactPayment paid = Samples.signed(Samples.authorization(25), TOKEN);

        ExactPayment read = ExactPayment.read(
                PaymentPayload.read(new PaymentPayload(Samples.RESOURCE, OFFER, paid.payload(), null).json()));

        assertThat(read.authorization()).isEqualTo(paid.authorization());
        assertThat(read.signature()).isEqualTo(paid.signature());
    }

    @Test
    void signature_overAnotherDomain_isRefused() {
        for (ContractDomain other : new ContractDomain[] {
            new ContractDomain("USD Coin", "2", Samples.NETWORK, Samples.ASSET),
            new ContractDomain("USDC", "1", Samples.NETWORK, Samples.ASSET),
            new ContractDomain("USDC", "2", new Network(1), Samples.ASSET),
            new ContractDomain("USDC", "2", Samples.NETWORK, Samples.STRANGER),
        }) {
            refused(
                    "invalid_exact_evm_signature",
                    () -> Samples.signed(Samples.authorization(25), other).check(OFFER, NOW));
        }
    }

    @Test
    void signature_ofBadForm_isRefused() {
        byte[] good = Samples.signed(Samples.authorization(25), TOKEN).signature();
        byte[] highS = good.clone();
        byte[] s = GROUP.subtract(new BigInteger(1, Arrays.copyOfRange(good, 32, 64)))
                .toByteArray();
        System.arraycopy(s, s.length - 32, highS, 32, 32);
        highS[64] = (byte) (good[64] == 27 ? 28 : 27);
        byte[] otherV = good.clone();
        otherV[64] = (byte) (good[64] - 27);
        byte[] changed = good.clone();
        changed[3] ^= 1;
        for (byte[] bad : new byte[][] {highS, otherV, changed, Arrays.copyOf(good, 64), new byte[65], {}}) {
            refused(
                    "invalid_exact_evm_signature",
                    () -> ExactPayment.of(Samples.authorization(25), bad).check(OFFER, NOW));
        }
    }

    @Test
    void signature_ofAnother_isRefused() {
        Authorization paid = Samples.authorization(25);
        byte[] signature = Secp256k1.sign(Samples.SELLER_KEY, paid.transferDigest(TOKEN));

        refused(
                "invalid_exact_evm_signature",
                () -> ExactPayment.of(paid, signature).check(OFFER, NOW));
    }

    @Test
    void recipient_other_isRefused() {
        refused(
                "invalid_exact_evm_recipient_mismatch",
                () -> Samples.signed(with(Samples.STRANGER, 25, NOW - 5, NOW + 60), TOKEN)
                        .check(OFFER, NOW));
    }

    @Test
    void value_oneOff_isRefused() {
        for (long value : new long[] {24, 26}) {
            refused(
                    "invalid_exact_evm_payload_authorization_value_mismatch",
                    () -> Samples.signed(Samples.authorization(value), TOKEN).check(OFFER, NOW));
        }
    }

    @Test
    void time_over_isRefusedSixSecondsBefore() throws Exception {
        Samples.signed(with(Samples.SELLER, 25, 0, NOW + 6), TOKEN).check(OFFER, NOW);

        refused(
                "invalid_exact_evm_payload_authorization_valid_before",
                () -> Samples.signed(with(Samples.SELLER, 25, 0, NOW + 5), TOKEN)
                        .check(OFFER, NOW));
    }

    @Test
    void time_toCome_isRefused() throws Exception {
        Samples.signed(with(Samples.SELLER, 25, NOW, NOW + 60), TOKEN).check(OFFER, NOW);

        refused(
                "invalid_exact_evm_payload_authorization_valid_after",
                () -> Samples.signed(with(Samples.SELLER, 25, NOW + 1, NOW + 60), TOKEN)
                        .check(OFFER, NOW));
    }

    @Test
    void offer_ofAnotherSchemeOrWithoutDomain_isRefused() {
        ExactPayment paid = Samples.signed(Samples.authorization(25), TOKEN);
        PaymentRequirements bare = new PaymentRequirements(
                PaymentRequirements.EXACT,
                Samples.NETWORK,
                units(25),
                Samples.ASSET,
                Samples.SELLER,
                60,
                Json.object());

        refused("invalid_exact_evm_scheme", () -> paid.check(Samples.batch(25), NOW));
        refused("invalid_exact_evm_missing_eip712_domain", () -> paid.check(bare, NOW));
    }

    @Test
    void payload_ofAnotherKind_isRefused() {
        ObjectNode permit2 = Json.object().put("signature", "0x");
        permit2.putObject("permit2Authorization");

        refused("unsupported_payload_type", () -> ExactPayment.read(new PaymentPayload(null, OFFER, permit2, null)));
    }

    @Test
    void payload_withAFieldThatIsNone_isMalformed() {
        for (String field : new String[] {"from", "to", "value", "validAfter", "validBefore", "nonce"}) {
            for (String bad : new String[] {"", "-1", "0x", "1e3", "01", "0xzz", "9".repeat(79), "ü"}) {
                ObjectNode payload =
                        Samples.signed(Samples.authorization(25), TOKEN).payload();
                ((ObjectNode) payload.get("authorization")).put(field, bad);
                refused(
                        PaymentRefused.MALFORMED,
                        () -> ExactPayment.read(new PaymentPayload(null, OFFER, payload, null)));
            }
        }
    }

    private static Authorization with(Address to, long value, long after, long before) {
        Hash nonce = Samples.filled(3);
        return new Authorization(Samples.BUYER, to, units(value), units(after), units(before), nonce);
    }
}
