package org.headgate.chain.evm.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.api.batch.Signer;
import org.headgate.chain.testkit.LocalChain;
import org.headgate.proof.Secp256k1;
import org.headgate.testkit.NodeScript;
import org.headgate.testkit.Patience;
import org.headgate.x402.Authorization;
import org.headgate.x402.BatchSettlement;
import org.headgate.x402.ContractDomain;
import org.headgate.x402.ExactPayment;
import org.headgate.x402.Network;
import org.headgate.x402.PaymentRefused;
import org.headgate.x402.PaymentRequirements;
import org.headgate.x402.chain.Bill;
import org.headgate.x402.chain.ChainUnavailable;

/** People, money, and how chains are set up here. */
final class Bench {
    static final Network NETWORK = new Network(84_532);
    static final byte[] BUYER_KEY = filled(7).bytes();
    static final Address BUYER = Secp256k1.address(BUYER_KEY);
    static final byte[] SELLER_KEY = filled(9).bytes();
    static final Address SELLER = Secp256k1.address(SELLER_KEY);
    static final Signer SIGNER = new Signer() {
        @Override
        public Address address() {
            return SELLER;
        }

        @Override
        public byte[] sign(Hash digest) {
            return Secp256k1.sign(SELLER_KEY, digest);
        }
    };
    static final BigInteger GWEI = BigInteger.valueOf(1_000_000_000);
    static final BigInteger ETHER = GWEI.multiply(GWEI);
    private static final Path PACKAGES = Path.of("../chain-testkit/src/main/solidity");

    private Bench() {}

    /** A chain on which the seller can pay for gas, and the buyer for goods. */
    static LocalChain startChain() throws Exception {
        LocalChain chain = LocalChain.start(new NodeScript(PACKAGES).fetched(), NETWORK.chainId());
        chain.rpc("anvil_setBalance", SELLER.toString(), "0x" + ETHER.toString(16));
        chain.mint(BUYER, units(1_000_000));
        return chain;
    }

    static Limits limits() {
        return new Limits(
                new Fees(GWEI.multiply(units(5)), GWEI),
                ETHER,
                Patience.LIMIT,
                Duration.ofSeconds(20),
                Duration.ofMillis(20),
                Duration.ofSeconds(1),
                Budget.Share.ANY);
    }

    static Setup setup(Limits limits, URI... endpoints) {
        return new Setup(
                NETWORK,
                List.of(endpoints),
                Duration.ofSeconds(30),
                Duration.ofMillis(100),
                limits,
                BatchSettlement.canonical(NETWORK),
                LocalChain.EAS,
                null);
    }

    /** As far as a chain that settles by itself looks at it. */
    static Bill bill(Address token) {
        return new Bill(
                new PaymentRequirements(
                        PaymentRequirements.EXACT,
                        NETWORK,
                        BigInteger.ONE,
                        token,
                        SELLER,
                        300,
                        JsonNodeFactory.instance.objectNode()),
                "https://shop.example/feeds/greenhouse/passes");
    }

    static ContractDomain dollars(LocalChain chain) {
        return new ContractDomain("USDC", "2", NETWORK, chain.dollar());
    }

    static ExactPayment payment(LocalChain chain, long value, int nonce) {
        Authorization authorization =
                new Authorization(BUYER, SELLER, units(value), units(0), units(2_000_000_000), filled(nonce));
        return ExactPayment.of(authorization, Secp256k1.sign(BUYER_KEY, authorization.transferDigest(dollars(chain))));
    }

    static Hash filled(int with) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) with);
        return Hash.of(bytes);
    }

    static BigInteger units(long amount) {
        return BigInteger.valueOf(amount);
    }

    static <T> T get(CompletionStage<T> stage) throws Exception {
        try {
            return stage.toCompletableFuture().get(Patience.SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | CompletionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    static void assertRefused(String code, ThrowingCallable action) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        PaymentRefused.class,
                        refused -> assertThat(refused.code()).isEqualTo(code));
    }

    static void assertUnavailable(String code, ThrowingCallable action) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        ChainUnavailable.class, why -> assertThat(why.code()).isEqualTo(code));
    }
}
