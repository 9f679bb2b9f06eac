package org.headgate.x402;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.proof.Eip712;
import org.headgate.proof.Keccak;
import org.headgate.proof.KnownSigners;
import org.headgate.proof.StructType;

/**
 * The contract of the scheme {@code batch-settlement} on one chain: what is signed for it, and what of a payment can be checked without asking the chain.
 *
 * @param contract which holds the deposits
 * @param collector which takes deposits in by EIP-3009
 * @param separator of the contract's EIP-712 domain
 */
public record BatchSettlement(Network network, Address contract, Address collector, Hash separator) {
    /** Shortest and longest {@code withdrawDelay}, in seconds. */
    public static final long SHORTEST_WITHDRAW_DELAY = 900;

    public static final long LONGEST_WITHDRAW_DELAY = 2_592_000;

    /** The error of an offer that corrects: see {@link ChannelState#correct}. */
    public static final String CUMULATIVE_AMOUNT_MISMATCH = "invalid_batch_settlement_evm_cumulative_amount_mismatch";

    static final String PREFIX = "invalid_batch_settlement_evm_";

    private static final Address CONTRACT = Address.parse("0x4020074e9df2ce1dee5a9c1b5c3f541d02a10003");
    private static final Address COLLECTOR = Address.parse("0x4020806089470a89826cb9fb1f4059150b550004");
    private static final StructType VOUCHER = StructType.of("Voucher(bytes32 channelId,uint128 maxClaimableAmount)");
    private static final StructType REFUND = StructType.of("Refund(bytes32 channelId,uint256 nonce,uint128 amount)");
    private static final StructType CLAIM_ENTRY =
            StructType.of("ClaimEntry(bytes32 channelId,uint128 maxClaimableAmount,uint128 totalClaimed)");
    private static final Hash CLAIM_BATCH_TYPE =
            Keccak.hash(("ClaimBatch(ClaimEntry[] claims)" + CLAIM_ENTRY).getBytes(StandardCharsets.US_ASCII));

    private static volatile BatchSettlement last = new BatchSettlement(new Network(1), CONTRACT, COLLECTOR);

    public BatchSettlement(Network network, Address contract, Address collector) {
        this(
                network,
                contract,
                collector,
                new ContractDomain("x402 Batch Settlement", "1", network, contract).separator());
    }

    /** At the addresses that the published client knows, the same on every chain. */
    public static BatchSettlement canonical(Network network) {
        BatchSettlement known = last;
        if (!known.network.equals(network)) {
            known = new BatchSettlement(network, CONTRACT, COLLECTOR);
            last = known;
        }
        return known;
    }

    /** What is claimed of one channel. @param totalClaimed all told, this claim included */
    public record ClaimEntry(Hash channelId, BigInteger maxClaimable, BigInteger totalClaimed) {}

    public Hash channelId(ChannelConfig config) {
        return digest(config.hashStruct());
    }

    public Hash voucherDigest(Hash channelId, BigInteger maxClaimable) {
        return digest(VOUCHER.hashStruct(channelId, maxClaimable));
    }

    /** Signed by the receiver's authorizer. */
    public Hash refundDigest(Hash channelId, BigInteger nonce, BigInteger amount) {
        return digest(REFUND.hashStruct(channelId, nonce, amount));
    }

    /** Signed by the receiver's authorizer. */
    public Hash claimDigest(List<ClaimEntry> claims) {
        byte[][] hashes = claims.stream()
                .map(claim -> CLAIM_ENTRY
                        .hashStruct(claim.channelId(), claim.maxClaimable(), claim.totalClaimed())
                        .bytes())
                .toArray(byte[][]::new);
        return digest(Keccak.hash(CLAIM_BATCH_TYPE.bytes(), Keccak.hash(hashes).bytes()));
    }

    /** Signed by the payer, for the token. */
    public Hash depositDigest(ContractDomain token, Address payer, Hash channelId, Deposit deposit) {
        return deposit.authorization(payer, collector, channelId).receiveDigest(token);
    }

    /**
     * That a payment is for a channel such as is offered: its id is that of its terms, and the terms are the offer's. To be asked before anything is looked up by the id.
     *
     * @throws PaymentRefused with a code of {@code invalid_batch_settlement_evm_…}
     */
    public void checkTerms(ChannelPayment payment, PaymentRequirements offer) throws PaymentRefused {
        if (!offer.scheme().equals(PaymentRequirements.BATCH_SETTLEMENT)) {
            throw refused("scheme", "the offer is of the scheme " + offer.scheme());
        }
        if (!offer.network().equals(network)) {
            throw refused("network_mismatch", "the offer is for " + offer.network() + ", this is " + network);
        }
        ChannelConfig config = payment.config();
        Hash id = channelId(config);
        same("channel_id_mismatch", "the channel's id", payment.voucher().channelId(), id);
        same("receiver_mismatch", "the channel's receiver", config.receiver(), offer.payTo());
        String authorizer = offer.extra().path("receiverAuthorizer").asText();
        same(
                "receiver_authorizer_mismatch",
                "the receiver's authorizer",
                config.receiverAuthorizer().toString(),
                authorizer.toLowerCase(Locale.ROOT));
        same("token_mismatch", "the channel's token", config.token(), offer.asset());
        if (config.withdrawDelay() < SHORTEST_WITHDRAW_DELAY || config.withdrawDelay() > LONGEST_WITHDRAW_DELAY) {
            throw refused(
                    "withdraw_delay_out_of_range",
                    "withdrawDelay is " + config.withdrawDelay() + " s, it must be " + SHORTEST_WITHDRAW_DELAY + " to "
                            + LONGEST_WITHDRAW_DELAY);
        }
        long offered = offer.extra().path("withdrawDelay").asLong(config.withdrawDelay());
        same("withdraw_delay_mismatch", "withdrawDelay", config.withdrawDelay(), offered);
    }

    /**
     * That the terms of a payment are right ({@link #checkTerms}), and that it is signed, fits what was charged, and is covered.
     *
     * @param state of the channel before this payment
     * @param now seconds since the epoch
     * @throws PaymentRefused with a code of {@code invalid_batch_settlement_evm_…}; for {@link #CUMULATIVE_AMOUNT_MISMATCH} the answer is {@link ChannelState#correct}
     */
    public void check(ChannelPayment payment, PaymentRequirements offer, ChannelState state, VoucherRule rule, long now)
            throws PaymentRefused {
        checkTerms(payment, offer);
        checkPaid(payment, offer, state, rule, now, new KnownSigners(0));
    }

    /** As {@link #check}, of a payment whose terms were found right before. @param signers for whom it is faster */
    public void checkPaid(
            ChannelPayment payment,
            PaymentRequirements offer,
            ChannelState state,
            VoucherRule rule,
            long now,
            KnownSigners signers)
            throws PaymentRefused {
        if (payment instanceof ChannelPayment.OpenOrTopUp open) {
            checkLeast(open.deposit(), offer);
        }
        // Before the amount: the answer to a wrong amount tells the last voucher, which is nobody's but the payer's.
        checkSigned(payment, signers);
        checkAmount(payment, offer, state, rule);
        if (payment instanceof ChannelPayment.OpenOrTopUp open) {
            checkDeposit(open, offer, now);
        }
        checkCover(payment, state);
    }

    /** That the voucher is by who signs for its channel: all that can be told without knowing the channel. @throws PaymentRefused {@code …_voucher_signature} */
    public void checkSigned(ChannelPayment payment) throws PaymentRefused {
        checkSigned(payment, new KnownSigners(0));
    }

    /** As above. @param signers for whom it is faster */
    public void checkSigned(ChannelPayment payment, KnownSigners signers) throws PaymentRefused {
        Voucher voucher = payment.voucher();
        Signed.require(
                signers,
                voucherDigest(voucher.channelId(), voucher.maxClaimable()),
                voucher.signature(),
                payment.config().voucherSigner(),
                PREFIX + "voucher_signature",
                "the voucher");
    }

    private void checkLeast(Deposit deposit, PaymentRequirements offer) throws PaymentRefused {
        String text = offer.extra().path("minDeposit").asText("0");
        BigInteger least = Json.unsigned(text, "minDeposit", 128);
        if (deposit.amount().compareTo(least) < 0) {
            throw refused(
                    "deposit_below_min_deposit", "the deposit is " + deposit.amount() + ", the least is " + least);
        }
    }

    private static void checkAmount(
            ChannelPayment payment, PaymentRequirements offer, ChannelState state, VoucherRule rule)
            throws PaymentRefused {
        BigInteger max = payment.voucher().maxClaimable();
        boolean refund = payment instanceof ChannelPayment.Refund;
        if (refund ? !max.equals(state.charged()) : !rule.holds(max, offer.amount(), state)) {
            throw new PaymentRefused(
                    CUMULATIVE_AMOUNT_MISMATCH,
                    "the voucher is for " + max + ", " + state.charged() + " is charged and "
                            + (refund ? "a refund is asked" : offer.amount() + " is offered"));
        }
    }

    private void checkDeposit(ChannelPayment.OpenOrTopUp open, PaymentRequirements offer, long now)
            throws PaymentRefused {
        ContractDomain token = offer.tokenDomain();
        if (token == null) {
            throw refused("missing_eip712_domain", "the offer does not name the token's domain");
        }
        Authorization authorization = open.deposit()
                .authorization(open.config().payer(), collector, open.voucher().channelId());
        authorization.requireValidAt(now, PREFIX);
        Signed.require(
                authorization.receiveDigest(token),
                open.deposit().signature(),
                open.config().payer(),
                PREFIX + "receive_authorization_signature",
                "the deposit");
    }

    private static void checkCover(ChannelPayment payment, ChannelState state) throws PaymentRefused {
        BigInteger max = payment.voucher().maxClaimable();
        BigInteger balance = payment instanceof ChannelPayment.OpenOrTopUp open
                ? state.balance().add(open.deposit().amount())
                : state.balance();
        if (balance.signum() == 0) {
            throw refused("channel_not_found", "there is nothing in this channel; deposit first");
        }
        if (max.compareTo(balance) > 0) {
            throw refused(
                    "cumulative_exceeds_balance",
                    "the voucher is for " + max + ", " + balance + " is in the channel; deposit more");
        }
        boolean refund = payment instanceof ChannelPayment.Refund;
        int beyond = max.compareTo(state.totalClaimed());
        if (beyond < 0 || beyond == 0 && !refund) {
            throw refused(
                    "cumulative_below_claimed",
                    "the voucher is for " + max + ", " + state.totalClaimed() + " is claimed already");
        }
        if (refund && balance.compareTo(state.charged()) <= 0) {
            throw refused("refund_no_balance", "all of the " + balance + " in the channel is charged");
        }
    }

    private Hash digest(Hash hashStruct) {
        return Eip712.digest(separator, hashStruct);
    }

    private static void same(String code, String what, Object found, Object wanted) throws PaymentRefused {
        if (!found.equals(wanted)) {
            throw refused(code, what + " is " + found + ", it must be " + wanted);
        }
    }

    private static PaymentRefused refused(String code, String message) {
        return new PaymentRefused(PREFIX + code, message);
    }
}
