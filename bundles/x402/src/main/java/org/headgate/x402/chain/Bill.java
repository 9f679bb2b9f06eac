package org.headgate.x402.chain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.headgate.x402.PaymentPayload;
import org.headgate.x402.PaymentRequirements;
import org.headgate.x402.Resource;

/**
 * What a payment is for.
 *
 * @param terms that were offered, without what is secret of them; {@code extra} names the token's EIP-712 domain
 * @param resource address of what is bought
 */
public record Bill(PaymentRequirements terms, String resource) {

    /** As a facilitator is asked about it. @param payload of the scheme */
    public PaymentPayload paidWith(ObjectNode payload) {
        return new PaymentPayload(new Resource(resource), terms, payload, null);
    }
}
