package org.headgate.chain.evm.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.headgate.chain.evm.internal.Bench.BUYER;
import static org.headgate.chain.evm.internal.Bench.BUYER_KEY;
import static org.headgate.chain.evm.internal.Bench.SELLER;
import static org.headgate.chain.evm.internal.Bench.assertRefused;
import static org.headgate.chain.evm.internal.Bench.get;
import static org.headgate.chain.evm.internal.Bench.units;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.chain.testkit.LocalChain;
import org.headgate.proof.Abi;
import org.headgate.proof.Secp256k1;
import org.headgate.x402.BatchSettlement;
import org.headgate.x402.ChannelConfig;
import org.headgate.x402.ChannelPayment.OpenOrTopUp;
import org.headgate.x402.Deposit;
import org.headgate.x402.Voucher;
import org.headgate.x402.chain.PaymentChain.Channel;
import org.headgate.x402.chain.PaymentChain.Claim;
import org.headgate.x402.chain.PaymentChain.Settlement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Channels: deposit, claim, sweep, refund. */
class ChannelsTest extends ChainTest {
    private static final String PREFIX = "invalid_batch_settlement_evm_";
    private static final BatchSettlement SETTLEMENT = BatchSettlement.canonical(Bench.NETWORK);
    private static int salts = 1;

    private Gateway gateway;
    private EvmChain chain;

    @BeforeEach
    void open() throws Exception {
        gateway = new Gateway(data, Bench.limits(), local.endpoint());
        chain = gateway.chain;
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void channel_thatNeverWas_isEmpty() throws Exception {
        Channel channel = get(chain.channel(Bench.filled(99)));

        assertThat(channel.balance()).isZero();
        assertThat(channel.withdrawRequestedAt()).isZero();
        assertThat(channel.block()).isPositive();
    }

    @Test
    void deposit_claimAndSweep_payTheSellerOnce() throws Exception {
        ChannelConfig config = config();
        Deposit deposit = deposit(config, 1_000);
        BigInteger before = local.balance(SELLER);

        Settlement first = get(chain.deposit(Bench.bill(local.dollar()), paid(config, deposit)));
        assertThat(get(chain.deposit(Bench.bill(local.dollar()), paid(config, deposit))))
                .isEqualTo(first);
        assertThat(channel(config).balance()).isEqualTo(1_000);
        assertThat(channel(config).block()).isGreaterThanOrEqualTo(first.block());

        List<Claim> claims = List.of(claim(config, 700, 600));
        Settlement claimed = get(chain.claim(claims));
        assertThat(get(chain.claim(claims))).isEqualTo(claimed);
        assertThat(channel(config).totalClaimed()).isEqualTo(600);

        Settlement swept = get(chain.sweep(SELLER, local.dollar()));
        assertThat(swept.gasCost()).isPositive();
        assertThat(local.balance(SELLER).subtract(before)).isEqualTo(600);
        assertRefused(PREFIX + "nothing_to_settle", () -> get(chain.sweep(SELLER, local.dollar())));

        get(chain.claim(List.of(claim(config, 900, 900))));
        get(chain.sweep(SELLER, local.dollar()));
        assertThat(local.balance(SELLER).subtract(before)).isEqualTo(900);
    }

    @Test
    void refund_withALastClaim_givesBackTheRest() throws Exception {
        ChannelConfig config = config();
        get(chain.deposit(Bench.bill(local.dollar()), paid(config, deposit(config, 1_000))));
        BigInteger before = local.balance(BUYER);
        Claim last = claim(config, 300, 300);

        Settlement refunded = get(chain.refund(config, BigInteger.ZERO, units(700), Optional.of(last)));

        assertThat(get(chain.refund(config, BigInteger.ZERO, units(700), Optional.of(last))))
                .isEqualTo(refunded);
        assertThat(local.balance(BUYER).subtract(before)).isEqualTo(700);
        Channel channel = channel(config);
        assertThat(channel.balance()).isEqualTo(300);
        assertThat(channel.totalClaimed()).isEqualTo(300);
        assertThat(channel.refundNonce()).isEqualTo(1);
        assertRefused(
                PREFIX + "refund_simulation_failed",
                () -> get(chain.refund(config, units(7), units(1), Optional.empty())));
    }

    @Test
    void refund_withoutAClaim_givesBackAll() throws Exception {
        ChannelConfig config = config();
        get(chain.deposit(Bench.bill(local.dollar()), paid(config, deposit(config, 50))));

        get(chain.refund(config, BigInteger.ZERO, units(50), Optional.empty()));

        assertThat(channel(config).balance()).isZero();
    }

    @Test
    void withdrawal_thatThePayerGaveNoticeOf_isSeen() throws Exception {
        ChannelConfig config = config();
        get(chain.deposit(Bench.bill(local.dollar()), paid(config, deposit(config, 500))));
        local.rpc("anvil_setBalance", BUYER.toString(), "0x" + Bench.ETHER.toString(16));
        local.rpc("anvil_impersonateAccount", BUYER.toString());
        Function notice =
                new Function("initiateWithdraw((address,address,address,address,address,uint40,bytes32),uint128)");
        byte[] call = notice.call(words(config).uint(400));
        local.rpc(
                "eth_sendTransaction",
                Map.of(
                        "from", BUYER.toString(),
                        "to", LocalChain.SETTLEMENT.toString(),
                        "data", "0x" + HexFormat.of().formatHex(call)));

        await().until(() -> channel(config).withdrawRequestedAt() > 0);

        assertThat(channel(config).withdrawAmount()).isEqualTo(400);
    }

    @Test
    void claim_ofAHundredChannels_isOneTransaction() throws Exception {
        List<ChannelConfig> configs = new ArrayList<>();
        List<CompletionStage<Settlement>> deposits = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            ChannelConfig config = config();
            configs.add(config);
            deposits.add(chain.deposit(Bench.bill(local.dollar()), paid(config, deposit(config, 100))));
        }
        for (CompletionStage<Settlement> deposit : deposits) {
            get(deposit);
        }

        Settlement claimed = get(chain.claim(
                configs.stream().map(config -> claim(config, 40, 40)).toList()));

        assertThat(channel(configs.get(0)).totalClaimed()).isEqualTo(40);
        assertThat(channel(configs.get(99)).totalClaimed()).isEqualTo(40);
        System.out.println("100 claims: gas "
                + local.rpc("eth_getTransactionReceipt", claimed.transaction()).path("gasUsed"));
        get(chain.sweep(SELLER, local.dollar()));
    }

    @Test
    void badOnes_areRefusedWithTheirCodes() throws Exception {
        ChannelConfig config = config();
        Deposit forged = Deposit.of(units(5), units(0), units(2_000_000_000), Bench.filled(3), new byte[65]);
        assertRefused(
                PREFIX + "deposit_simulation_failed",
                () -> get(chain.deposit(Bench.bill(local.dollar()), paid(config, forged))));

        get(chain.deposit(Bench.bill(local.dollar()), paid(config, deposit(config, 10))));
        assertRefused(PREFIX + "claim_simulation_failed", () -> get(chain.claim(List.of(claim(config, 11, 11)))));

        ChannelConfig foreign =
                new ChannelConfig(BUYER, BUYER, SELLER, BUYER, local.dollar(), 604_800, Bench.filled(250));
        assertRefused(PREFIX + "receiver_authorizer_mismatch", () -> get(chain.claim(List.of(claim(foreign, 1, 1)))));
    }

    private Channel channel(ChannelConfig config) throws Exception {
        return get(chain.channel(SETTLEMENT.channelId(config)));
    }

    private static ChannelConfig config() {
        byte[] salt = ByteBuffer.allocate(32).putInt(28, salts++).array();
        return new ChannelConfig(BUYER, BUYER, SELLER, SELLER, local.dollar(), 604_800, Hash.of(salt));
    }

    private static Deposit deposit(ChannelConfig config, long amount) {
        Deposit unsigned = Deposit.of(units(amount), units(0), units(2_000_000_000), config.salt(), new byte[65]);
        Hash digest = SETTLEMENT.depositDigest(Bench.dollars(local), BUYER, SETTLEMENT.channelId(config), unsigned);
        return Deposit.of(
                units(amount), units(0), units(2_000_000_000), config.salt(), Secp256k1.sign(BUYER_KEY, digest));
    }

    private static OpenOrTopUp paid(ChannelConfig config, Deposit deposit) {
        return new OpenOrTopUp(config, claim(config, 1, 0).voucher(), deposit);
    }

    private static Claim claim(ChannelConfig config, long max, long total) {
        Hash id = SETTLEMENT.channelId(config);
        Voucher voucher =
                Voucher.of(id, units(max), Secp256k1.sign(BUYER_KEY, SETTLEMENT.voucherDigest(id, units(max))));
        return new Claim(config, voucher, units(total));
    }

    private static Abi words(ChannelConfig config) {
        Abi words = new Abi();
        for (Address address : List.of(
                config.payer(),
                config.payerAuthorizer(),
                config.receiver(),
                config.receiverAuthorizer(),
                config.token())) {
            words.address(address);
        }
        return words.uint(config.withdrawDelay()).bytes32(config.salt());
    }
}
