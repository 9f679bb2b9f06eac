package org.headgate.x402;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.api.batch.Signer;
import org.headgate.proof.Eip712;
import org.headgate.proof.ProofException;
import org.headgate.proof.Secp256k1;
import org.headgate.proof.StructType;

/** The extension {@code offer-receipt} in its form {@code eip712}: offers that the seller is bound by, receipts that a buyer can show. */
public final class OfferReceipt {
    public static final String NAME = "offer-receipt";

    private static final String FORMAT = "eip712";
    private static final long VERSION = 1;
    private static final StructType OFFER = StructType.of("Offer(uint256 version,string resourceUrl,string scheme,"
            + "string network,string asset,string payTo,string amount,uint256 validUntil)");
    private static final StructType RECEIPT = StructType.of("Receipt(uint256 version,string network,"
            + "string resourceUrl,string payer,uint256 issuedAt,string transaction)");
    private static final StructType DOMAIN = StructType.of("EIP712Domain(string name,string version,uint256 chainId)");
    private static final Hash OFFER_DOMAIN = DOMAIN.hashStruct("x402 offer", "1", 1L);
    private static final Hash RECEIPT_DOMAIN = DOMAIN.hashStruct("x402 receipt", "1", 1L);

    private OfferReceipt() {}

    /**
     * What a payer was given for a payment.
     *
     * @param transaction its hash; empty where nothing went on chain
     * @param issuedAt seconds since the epoch
     */
    public record Receipt(Network network, String resourceUrl, Address payer, long issuedAt, String transaction) {
        Hash digest() {
            return Eip712.digest(
                    RECEIPT_DOMAIN,
                    RECEIPT.hashStruct(
                            VERSION, network.toString(), resourceUrl, payer.toString(), issuedAt, transaction));
        }
    }

    /** The extension's part of a {@link PaymentRequired}: each way to pay, signed. @param validUntil seconds since the epoch */
    public static ObjectNode offers(
            Signer signer, String resourceUrl, List<PaymentRequirements> ways, long validUntil) {
        ObjectNode out = Json.object();
        ArrayNode offers = out.putObject("info").putArray("offers");
        for (int i = 0; i < ways.size(); i++) {
            PaymentRequirements way = ways.get(i);
            ObjectNode offer = offers.addObject().put("format", FORMAT).put("acceptIndex", i);
            offer.putObject("payload")
                    .put("version", VERSION)
                    .put("resourceUrl", resourceUrl)
                    .put("scheme", way.scheme())
                    .put("network", way.network().toString())
                    .put("asset", way.asset().toString())
                    .put("payTo", way.payTo().toString())
                    .put("amount", way.amount().toString())
                    .put("validUntil", validUntil);
            offer.put("signature", Json.hex(signer.sign(offerDigest(resourceUrl, way, validUntil))));
        }
        return out;
    }

    /** The extension's part of a {@link SettlementResponse}. */
    public static ObjectNode receipt(Signer signer, Receipt receipt) {
        ObjectNode out = Json.object();
        ObjectNode signed = out.putObject("info").putObject("receipt").put("format", FORMAT);
        signed.putObject("payload")
                .put("version", VERSION)
                .put("network", receipt.network().toString())
                .put("resourceUrl", receipt.resourceUrl())
                .put("payer", receipt.payer().toString())
                .put("issuedAt", receipt.issuedAt())
                .put("transaction", receipt.transaction());
        signed.put("signature", Json.hex(signer.sign(receipt.digest())));
        return out;
    }

    /** Who signed an offer that stands in {@code extensions}. @param index into the offers @throws PaymentRefused malformed, or {@code signature_invalid} */
    public static Address offerSigner(ObjectNode extensions, int index) throws PaymentRefused {
        JsonNode offer = part(extensions).path("offers").path(index);
        JsonNode in = Json.object(offer, "payload");
        return signer(
                Eip712.digest(
                        OFFER_DOMAIN,
                        OFFER.hashStruct(
                                Json.number(in, "version"),
                                Json.text(in, "resourceUrl"),
                                Json.text(in, "scheme"),
                                Json.text(in, "network"),
                                Json.text(in, "asset"),
                                Json.text(in, "payTo"),
                                Json.text(in, "amount"),
                                Json.number(in, "validUntil"))),
                offer);
    }

    /** Who signed the receipt in {@code extensions} of a {@link SettlementResponse}. @throws PaymentRefused malformed, or {@code signature_invalid} */
    public static Address receiptSigner(ObjectNode extensions) throws PaymentRefused {
        JsonNode receipt = Json.object(part(extensions), "receipt");
        JsonNode in = Json.object(receipt, "payload");
        return signer(
                Eip712.digest(
                        RECEIPT_DOMAIN,
                        RECEIPT.hashStruct(
                                Json.number(in, "version"),
                                Json.text(in, "network"),
                                Json.text(in, "resourceUrl"),
                                Json.text(in, "payer"),
                                Json.number(in, "issuedAt"),
                                Json.text(in, "transaction"))),
                receipt);
    }

    private static Hash offerDigest(String resourceUrl, PaymentRequirements way, long validUntil) {
        return Eip712.digest(
                OFFER_DOMAIN,
                OFFER.hashStruct(
                        VERSION,
                        resourceUrl,
                        way.scheme(),
                        way.network().toString(),
                        way.asset().toString(),
                        way.payTo().toString(),
                        way.amount().toString(),
                        validUntil));
    }

    private static JsonNode part(ObjectNode extensions) throws PaymentRefused {
        return Json.object(Json.object(extensions, NAME), "info");
    }

    private static Address signer(Hash digest, JsonNode signed) throws PaymentRefused {
        try {
            return Secp256k1.recover(digest, Json.bytes(signed, "signature"));
        } catch (ProofException e) {
            throw new PaymentRefused(e.code(), e.getMessage());
        }
    }
}
