package org.headgate.x402.chain;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.x402.ChannelConfig;
import org.headgate.x402.ChannelPayment;
import org.headgate.x402.ContractDomain;
import org.headgate.x402.ExactPayment;
import org.headgate.x402.Network;
import org.headgate.x402.PaymentRefused;
import org.headgate.x402.Voucher;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One chain, as far as payments need it: a service for each network that is configured. Safe for any thread; nothing blocks. Stages complete on the chain's one
 * thread, where nothing may wait, and fail with
 *
 * <ul>
 *   <li>{@link PaymentRefused}: the payment is at fault, or what was sent for it reverted;
 *   <li>{@link ChainUnavailable}: nothing can be told or sent now; the same may be asked again;
 *   <li>{@link SettlementPending}: sent, but not seen in a block within the time that it was given; asking for the same again waits on for it and never sends twice.
 * </ul>
 *
 * <p>Who sends transactions, and pays for their gas, is the gateway's own key; payments and deposits may be sent by an outside facilitator, if the operator wants that. What one
 * claims is not believed: a settlement is what the chain shows, unless the operator decided otherwise.
 */
@ProviderType
public interface PaymentChain {

    Network network();

    /** As last seen, from memory. */
    View view();

    /**
     * The token's EIP-712 domain, from {@code eip712Domain()} or {@code name()} and {@code version()}, where {@code DOMAIN_SEPARATOR()} agrees with it. Fails with {@link PaymentRefused}
     * {@code asset_not_deployed_contract} or {@code invalid_exact_evm_eip3009_not_supported}.
     */
    CompletionStage<ContractDomain> domain(Address token);

    /** That the transfer would go through now: balance, nonce, and a simulation. Fails with the codes {@code invalid_exact_evm_…}. */
    CompletionStage<Void> verify(Bill bill, ExactPayment payment);

    /** Sends the transfer, or has it sent, and looks for its {@code Transfer} in the receipt. The same payment again gives the same settlement. */
    CompletionStage<Settlement> settle(Bill bill, ExactPayment payment);

    /** A channel as it stands in the newest block. One that never was has a balance of 0. */
    CompletionStage<Channel> channel(Hash channelId);

    /** Puts tokens into a channel. The same deposit again gives the same settlement. Fails with the codes {@code …_deposit_…_failed}. */
    CompletionStage<Settlement> deposit(Bill bill, ChannelPayment.OpenOrTopUp payment);

    /** Claims from many channels in one transaction, signed by the gateway as their {@code receiverAuthorizer}. What is not higher than the chain's is skipped by the contract. */
    CompletionStage<Settlement> claim(List<Claim> claims);

    /** Moves all that is claimed for the receiver to him. Fails with {@code …_nothing_to_settle}. */
    CompletionStage<Settlement> sweep(Address receiver, Address token);

    /** Claims, where there is something to claim, and gives {@code amount} of what is left back to the payer, in one transaction. */
    CompletionStage<Settlement> refund(
            ChannelConfig config, BigInteger refundNonce, BigInteger amount, Optional<Claim> last);

    /** Has the anchor contract note the time of a root; where it is noted already, by whomever, that time. */
    CompletionStage<Anchored> anchor(Hash root);

    /** Since when it is not known what the chain holds matters more than why: both are for people. */
    record View(long block, long seenAtMillis, Optional<String> obstacle) {}

    /** @param transaction its hash, empty where nothing had to be sent @param block its number, 0 where it was not seen @param gasCost in wei, of what this gateway sent */
    record Settlement(String transaction, long block, BigInteger gasCost) {}

    /** @param settlement of the transaction; with no hash where another than this gateway had it noted @param at seconds since the epoch, as the contract says */
    record Anchored(Settlement settlement, long at) {}

    /**
     * A channel on chain.
     *
     * @param withdrawRequestedAt seconds since the epoch at which the payer gave notice; 0 where he did not
     * @param withdrawAmount what he wants back then
     */
    record Channel(
            BigInteger balance,
            BigInteger totalClaimed,
            long withdrawRequestedAt,
            BigInteger withdrawAmount,
            BigInteger refundNonce,
            long block) {}

    /** @param totalClaimed all told, this claim included; not above the voucher */
    record Claim(ChannelConfig config, Voucher voucher, BigInteger totalClaimed) {}
}
