package org.headgate.x402;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.headgate.x402.Samples.BUYER;
import static org.headgate.x402.Samples.SELLER;
import static org.headgate.x402.Samples.units;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import org.headgate.api.batch.Hash;
import org.headgate.chain.testkit.ChainException;
import org.headgate.chain.testkit.LocalChain;
import org.headgate.proof.Abi;
import org.headgate.proof.Secp256k1;
import org.headgate.testkit.NodeScript;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is signed and encoded here is what contracts on a chain take. */
class ChainAgreesTest {
    private static final Path PACKAGES = Path.of("../chain-testkit/src/main/solidity");
    private static final String CONFIG = "(address,address,address,address,address,uint40,bytes32)";

    private static LocalChain chain;
    private static BatchSettlement settlement;
    private static ContractDomain token;

    @BeforeAll
    static void start() throws Exception {
        chain = LocalChain.start(new NodeScript(PACKAGES).fetched(), Samples.NETWORK.chainId());
        settlement = BatchSettlement.canonical(Samples.NETWORK);
        token = new ContractDomain("USDC", "2", Samples.NETWORK, chain.dollar());
        chain.mint(BUYER, units(10_000));
    }

    @AfterAll
    static void stop() {
        if (chain != null) {
            chain.close();
        }
    }

    @Test
    void domain_isTheTokens() throws Exception {
        assertThat(settlement.contract()).isEqualTo(LocalChain.SETTLEMENT);
        assertThat(settlement.collector()).isEqualTo(LocalChain.COLLECTOR);
        assertThat(Hash.of(chain.call(chain.dollar(), "DOMAIN_SEPARATOR()", new Abi())))
                .isEqualTo(token.separator());
    }

    @Test
    void digests_areTheContracts() throws Exception {
        Hash id = settlement.channelId(config(1));
        assertThat(asked("getChannelId(" + CONFIG + ")", arguments(config(1)))).isEqualTo(id);
        assertThat(asked(
                        "getVoucherDigest(bytes32,uint128)",
                        new Abi().bytes32(id).uint(77)))
                .isEqualTo(settlement.voucherDigest(id, units(77)));
        assertThat(asked(
                        "getRefundDigest(bytes32,uint256,uint128)",
                        new Abi().bytes32(id).uint(3).uint(5)))
                .isEqualTo(settlement.refundDigest(id, units(3), units(5)));
    }

    @Test
    void transfer_ofAnExactPayment_isTakenOnce() throws Exception {
        ExactPayment paid = Samples.signed(
                new Authorization(BUYER, SELLER, units(25), units(0), soon(), Samples.filled(21)), token);
        Authorization authorization = paid.authorization();
        Abi arguments = new Abi()
                .address(authorization.from())
                .address(authorization.to())
                .uint(authorization.value())
                .uint(authorization.validAfter())
                .uint(authorization.validBefore())
                .bytes32(authorization.nonce())
                .bytes(paid.signature());
        String function = "transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)";
        BigInteger before = chain.balance(SELLER);

        chain.send(chain.dollar(), function, arguments);

        assertThat(chain.balance(SELLER).subtract(before)).isEqualTo(25);
        assertThatThrownBy(() -> chain.send(chain.dollar(), function, arguments))
                .isInstanceOf(ChainException.class);
    }

    @Test
    void deposit_opensTheChannel_andARefundGivesTheRestBack() throws Exception {
        ChannelConfig config = config(2);
        Hash id = settlement.channelId(config);
        Deposit unsigned = Deposit.of(units(1000), units(0), soon(), Samples.filled(22), new byte[65]);
        Deposit deposit = Deposit.of(
                units(1000),
                units(0),
                soon(),
                Samples.filled(22),
                Secp256k1.sign(Samples.BUYER_KEY, settlement.depositDigest(token, BUYER, id, unsigned)));
        BigInteger before = chain.balance(BUYER);

        chain.send(
                settlement.contract(),
                "deposit(" + CONFIG + ",uint128,address,bytes)",
                arguments(config)
                        .uint(deposit.amount())
                        .address(settlement.collector())
                        .bytes(deposit.collectorData()));

        assertThat(before.subtract(chain.balance(BUYER))).isEqualTo(1000);
        assertThat(word(asked("channels(bytes32)", new Abi().bytes32(id)))).isEqualTo(1000);

        byte[] signature = Secp256k1.sign(Samples.SELLER_KEY, settlement.refundDigest(id, units(0), units(400)));
        chain.send(
                settlement.contract(),
                "refundWithSignature(" + CONFIG + ",uint128,uint256,bytes)",
                arguments(config).uint(400).uint(0).bytes(signature));

        assertThat(before.subtract(chain.balance(BUYER))).isEqualTo(600);
        assertThat(word(asked("refundNonce(bytes32)", new Abi().bytes32(id)))).isEqualTo(1);
    }

    private static ChannelConfig config(int salt) {
        return new ChannelConfig(BUYER, BUYER, SELLER, SELLER, chain.dollar(), 604_800, Samples.filled(salt));
    }

    private static Abi arguments(ChannelConfig config) {
        return new Abi()
                .address(config.payer())
                .address(config.payerAuthorizer())
                .address(config.receiver())
                .address(config.receiverAuthorizer())
                .address(config.token())
                .uint(config.withdrawDelay())
                .bytes32(config.salt());
    }

    /** The first word of the answer. */
    private static Hash asked(String function, Abi arguments) throws IOException {
        return Hash.of(Arrays.copyOf(chain.call(settlement.contract(), function, arguments), 32));
    }

    private static BigInteger word(Hash hash) {
        return new BigInteger(1, hash.bytes());
    }

    private static BigInteger soon() {
        return units(Instant.parse("2100-01-01T00:00:00Z").getEpochSecond());
    }
}
