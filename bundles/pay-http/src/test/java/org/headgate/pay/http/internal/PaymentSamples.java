package org.headgate.pay.http.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.Arrays;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.market.Sales.NotForSale;
import org.headgate.proof.Secp256k1;
import org.headgate.x402.Authorization;
import org.headgate.x402.ContractDomain;
import org.headgate.x402.ExactPayment;
import org.headgate.x402.PaymentPayload;
import org.headgate.x402.PaymentRequirements;

/** Payments for a pass of the feed air, right ones and others. */
final class PaymentSamples {
    private static final byte[] KEY = filled(7).bytes();
    static final Address BUYER = Secp256k1.address(KEY);

    private PaymentSamples() {}

    static Hash filled(int with) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) with);
        return Hash.of(bytes);
    }

    /** @param what {@code right}, or what is not */
    static JsonNode payment(String what) throws Exception {
        PaymentRequirements way = offered();
        long now = System.currentTimeMillis() / 1000;
        Authorization authorization = new Authorization(
                BUYER,
                way.payTo(),
                way.amount(),
                BigInteger.valueOf(now - 60),
                BigInteger.valueOf(now + 600),
                filled(3));
        ContractDomain token = new ContractDomain("USDC", "2", way.network(), way.asset());
        byte[] signature = Secp256k1.sign(KEY, authorization.transferDigest(token));
        if (what.equals("badSignature")) {
            signature[5] ^= 1;
        }
        ObjectNode payment = (ObjectNode) Shop.JSON.readTree(new PaymentPayload(
                        null, way, ExactPayment.of(authorization, signature).payload(), null)
                .json());
        ObjectNode accepted = (ObjectNode) payment.get("accepted");
        switch (what) {
            case "otherScheme" -> accepted.put("scheme", "upto");
            case "otherNetwork" -> accepted.put("network", "eip155:1");
            case "otherAmount" -> accepted.put("amount", "249999");
            default -> {}
        }
        return payment;
    }

    static PaymentRequirements offered() throws NotForSale {
        return new TestSales().passOffer("air", "http://x").accepts().get(0);
    }
}
