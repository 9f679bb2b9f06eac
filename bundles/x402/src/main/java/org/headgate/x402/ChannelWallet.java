package org.headgate.x402;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.time.Instant;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.proof.Secp256k1;
import org.jspecify.annotations.Nullable;

/**
 * A payer of records with a key and one channel: signs in, deposits, signs vouchers by {@link VoucherRule#CREDIT}, and takes corrections that stay within what it signed. What
 * was not answered is paid again with the same bytes. Amounts are in the token's smallest unit. Safe for any thread.
 */
public final class ChannelWallet {
    private final Payer payer;
    private final Hash salt = Payer.random();
    private final BigInteger deposit;
    private BigInteger left;
    private BigInteger balance = BigInteger.ZERO;
    private BigInteger charged = BigInteger.ZERO;
    private BigInteger signed = BigInteger.ZERO;
    private @Nullable PaymentPayload open;
    private @Nullable Hash channelId;

    /**
     * @param privateKey 32 bytes
     * @param deposit what is put in at a time, or more where a payment or the seller asks for more
     * @param most that is put in all told
     */
    public ChannelWallet(byte[] privateKey, BigInteger deposit, BigInteger most) {
        byte[] key = privateKey.clone();
        this.payer = new Payer(Secp256k1.address(key), digest -> Secp256k1.sign(key, digest));
        this.deposit = deposit;
        this.left = most;
    }

    public Address address() {
        return payer.address();
    }

    /** @see Payer#password */
    public String password(Address gateway, long chainId, Instant now) {
        return payer.password(gateway, chainId, now);
    }

    /** All that was charged, as a record or an answer told it; less than is known changes nothing. */
    public synchronized void charged(BigInteger all) {
        charged = charged.max(all);
    }

    public synchronized BigInteger charged() {
        return charged;
    }

    /** The highest voucher: more cannot be taken. */
    public synchronized BigInteger signed() {
        return signed;
    }

    /** Null until something was paid. */
    public synchronized @Nullable Hash channelId() {
        return channelId;
    }

    /**
     * The payment that was not answered yet, else the next: for what is charged and the offer's amount, by a voucher, and with a deposit where the channel does not cover it.
     *
     * @throws PaymentRefused {@code …_scheme} where no channel is offered, {@code spending_limit}, or malformed
     */
    public synchronized PaymentPayload pay(PaymentRequired offer, Instant now) throws PaymentRefused {
        if (open != null) {
            return open;
        }
        PaymentRequirements way = offer.accepts().stream()
                .filter(one -> one.scheme().equals(PaymentRequirements.BATCH_SETTLEMENT))
                .findFirst()
                .orElseThrow(() ->
                        new PaymentRefused(BatchSettlement.PREFIX + "scheme", "records are not sold for payments"));
        ChannelConfig config = new ChannelConfig(
                payer.address(),
                payer.address(),
                way.payTo(),
                Json.address(way.extra(), "receiverAuthorizer"),
                way.asset(),
                Json.number(way.extra(), "withdrawDelay"),
                salt);
        BatchSettlement contract = BatchSettlement.canonical(way.network());
        Hash id = contract.channelId(config);
        BigInteger max = charged.add(way.amount());
        Voucher voucher = payer.voucher(contract, id, max);
        ChannelPayment payment = max.compareTo(balance) <= 0
                ? new ChannelPayment.Pay(config, voucher)
                : new ChannelPayment.OpenOrTopUp(config, voucher, filled(contract, way, id, max, now));
        channelId = id;
        signed = signed.max(max);
        PaymentPayload next = new PaymentPayload(offer.resource(), way, payment.payload(), offer.extensions());
        open = next;
        return next;
    }

    private Deposit filled(BatchSettlement contract, PaymentRequirements way, Hash id, BigInteger max, Instant now)
            throws PaymentRefused {
        ContractDomain token = way.tokenDomain();
        if (token == null) {
            throw new PaymentRefused(
                    BatchSettlement.PREFIX + "missing_eip712_domain", "the offer does not name the token's domain");
        }
        String least = Json.optionalText(way.extra(), "minDeposit");
        BigInteger amount = max.subtract(balance)
                .max(deposit.min(left))
                .max(least == null ? BigInteger.ZERO : Json.unsigned(least, "minDeposit", 128));
        if (amount.compareTo(left) > 0) {
            throw new PaymentRefused(
                    "spending_limit", amount + " more would have to be put in, the limit leaves " + left);
        }
        left = left.subtract(amount);
        return payer.deposit(contract, token, id, amount, 0, now.getEpochSecond() + way.maxTimeoutSeconds());
    }

    /** What an answer means. */
    public enum Answer {
        /** It was taken. */
        PAID,
        /** Pay again at once: the numbers were corrected. */
        AGAIN,
        /** It is on its way: pay again, the same, in a while. */
        LATER
    }

    /**
     * Takes the answer to the last payment.
     *
     * @param json {@code SettlementResponse} or {@code PaymentRequired}
     * @throws PaymentRefused with the seller's code, or {@code state_not_signed} where more is told as charged than was ever signed
     */
    public synchronized Answer answered(byte[] json) throws PaymentRefused {
        ObjectNode in = Json.read(json);
        if (in.has("accepts")) {
            open = null;
            return corrected(PaymentRequired.read(json));
        }
        SettlementResponse response = SettlementResponse.read(json);
        if (response.success()) {
            open = null;
            ObjectNode extra = response.extra();
            if (extra != null && extra.get("channelState") instanceof ObjectNode state) {
                learn(state);
            }
            return Answer.PAID;
        }
        String code = response.errorReason() == null ? "no reason given" : response.errorReason();
        if (code.equals("settlement_pending")) {
            return Answer.LATER;
        }
        open = null;
        throw new PaymentRefused(code, code + ": " + response.errorMessage());
    }

    private Answer corrected(PaymentRequired offer) throws PaymentRefused {
        String code = offer.error() == null ? "no reason given" : offer.error();
        if (!code.equals(BatchSettlement.CUMULATIVE_AMOUNT_MISMATCH)) {
            throw new PaymentRefused(code, "the payment was not taken: " + code);
        }
        for (PaymentRequirements way : offer.accepts()) {
            if (way.extra().get("channelState") instanceof ObjectNode state) {
                learn(state);
                return Answer.AGAIN;
            }
        }
        throw new PaymentRefused(code, "the payment was not taken, and nothing tells what is charged");
    }

    private void learn(JsonNode state) throws PaymentRefused {
        BigInteger told = Json.unsigned(state, "chargedCumulativeAmount", 128);
        if (told.compareTo(signed) > 0) {
            throw new PaymentRefused(
                    "state_not_signed", told + " is told as charged, no more than " + signed + " was signed");
        }
        charged = charged.max(told);
        balance = Json.unsigned(state, "balance", 128);
    }
}
