package org.headgate.chain.evm.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.headgate.chain.evm.internal.Bench.SELLER;
import static org.headgate.chain.evm.internal.Bench.assertUnavailable;
import static org.headgate.chain.evm.internal.Bench.get;
import static org.headgate.chain.evm.internal.Bench.payment;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.api.batch.Signer;
import org.headgate.proof.Secp256k1;
import org.headgate.x402.ExactPayment;
import org.headgate.x402.chain.PaymentChain.Settlement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may become of a transaction that is sent. */
class SendFaultTest extends FaultyChainTest {
    /** A key that can pay for nothing. */
    private static final Signer EARLIER = new Signer() {
        @Override
        public Address address() {
            return Bench.BUYER;
        }

        @Override
        public byte[] sign(Hash digest) {
            return Secp256k1.sign(Bench.BUYER_KEY, digest);
        }
    };

    @Test
    void answerOfASend_lost_theTransactionIsFoundAgain() throws Exception {
        BigInteger before = local.balance(SELLER);
        AtomicInteger lost = new AtomicInteger();
        proxy.fails(upstream -> {
            byte[] answer = upstream.ask();
            return upstream.calls("eth_sendRawTransaction") && lost.getAndIncrement() == 0 ? null : answer;
        });
        try (Gateway gateway = gateway(proxy.endpoint())) {
            get(gateway.chain.settle(Bench.bill(local.dollar()), payment(local, 6, nonces++)));
            get(gateway.chain.settle(Bench.bill(local.dollar()), payment(local, 1, nonces++)));
        }
        assertThat(lost).hasPositiveValue();
        assertThat(local.balance(SELLER).subtract(before)).isEqualTo(7);
    }

    @Test
    void send_refused_doesNotBurnTheNonce() throws Exception {
        proxy.fails(upstream -> upstream.calls("eth_sendRawTransaction")
                ? upstream.error(-32_003, "insufficient funds for gas * price + value")
                : upstream.ask());
        ExactPayment paid = payment(local, 2, nonces++);
        try (Gateway gateway = gateway(proxy.endpoint())) {
            assertUnavailable("gas_account_empty", () -> get(gateway.chain.settle(Bench.bill(local.dollar()), paid)));
            assertThat(gateway.chain.outbox.open().size()).isZero();
            proxy.works();

            get(gateway.chain.settle(Bench.bill(local.dollar()), payment(local, 2, nonces++)));
            get(gateway.chain.settle(Bench.bill(local.dollar()), paid));
        }
    }

    @Test
    void send_refusedForGood_isNotRepeated() throws Exception {
        AtomicInteger sends = new AtomicInteger();
        proxy.fails(upstream -> {
            if (!upstream.calls("eth_sendRawTransaction")) {
                return upstream.ask();
            }
            sends.incrementAndGet();
            return upstream.error(-32_003, "tx fee (1.20 ether) exceeds the configured cap (1.00 ether)");
        });
        try (Gateway gateway = gateway(proxy.endpoint())) {
            assertUnavailable(
                    "transaction_refused",
                    () -> get(gateway.chain.settle(Bench.bill(local.dollar()), payment(local, 2, nonces++))));
            assertThat(gateway.chain.outbox.open().size()).isZero();
            proxy.works();

            get(gateway.chain.settle(Bench.bill(local.dollar()), payment(local, 2, nonces++)));
        }
        assertThat(sends).hasValue(1);
    }

    @Test
    void send_refusedInUnknownWords_isSaidAndGoesOnOnceItIsTaken() throws Exception {
        proxy.fails(upstream -> upstream.calls("eth_sendRawTransaction")
                ? upstream.error(-32_003, "not while the moon is up")
                : upstream.ask());
        try (Gateway gateway = gateway(proxy.endpoint())) {
            CompletionStage<Settlement> settled =
                    gateway.chain.settle(Bench.bill(local.dollar()), payment(local, 2, nonces++));
            await().until(() -> gateway.codes().contains("transaction_stuck"));
            assertThat(text(gateway)).contains("not while the moon is up");
            proxy.works();

            get(settled);
            get(gateway.chain.settle(Bench.bill(local.dollar()), payment(local, 2, nonces++)));
            assertThat(gateway.codes()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"result\":\"0x01\"}; ACCEPTED",
                "{\"result\":null}; UNKNOWN",
                "{}; UNKNOWN",
                "{\"error\":{\"message\":\"already known\"}}; ACCEPTED",
                "{\"error\":{\"message\":\"Oversized data\"}}; REFUSED",
                "{\"error\":{\"message\":\"method is not supported\"}}; UNKNOWN"
            })
    void answerToASend_meansWhatItSays(String answer, Broadcast.Outcome outcome) throws Exception {
        assertThat(Broadcast.of(Answer.read(new ObjectMapper().readTree(answer)))
                        .outcome())
                .isEqualTo(outcome);
    }

    /** As where a provider repeats upstream what was in a block already. */
    @Test
    void send_whoseNonceIsSaidToBeUsed_isLookedForInABlock() throws Exception {
        BigInteger before = local.balance(SELLER);
        proxy.fails(upstream -> {
            byte[] answer = upstream.ask();
            return upstream.calls("eth_sendRawTransaction")
                    ? upstream.error(-32_003, "nonce too low: next nonce 9, tx nonce 8")
                    : answer;
        });
        try (Gateway gateway = gateway(proxy.endpoint())) {
            get(gateway.chain.settle(Bench.bill(local.dollar()), payment(local, 2, nonces++)));
            get(gateway.chain.settle(Bench.bill(local.dollar()), payment(local, 3, nonces++)));
            assertThat(gateway.chain.outbox.open().size()).isZero();
        }
        assertThat(local.balance(SELLER).subtract(before)).isEqualTo(5);
    }

    /** A node offers a nonce that another program used meanwhile: what was signed for it is void. */
    @Test
    void send_whoseNonceAnotherUsed_isTakenBack() throws Exception {
        AtomicInteger sends = new AtomicInteger();
        proxy.fails(upstream -> {
            if (upstream.calls("eth_sendRawTransaction") && sends.getAndIncrement() == 0) {
                foreign();
            }
            return upstream.ask();
        });
        ExactPayment paid = payment(local, 2, nonces++);
        try (Gateway gateway = gateway(proxy.endpoint())) {
            assertUnavailable("nonce_contended", () -> get(gateway.chain.settle(Bench.bill(local.dollar()), paid)));
            assertThat(gateway.chain.outbox.open().size()).isZero();
            get(gateway.chain.settle(Bench.bill(local.dollar()), paid));
        }
    }

    /** Another program sends with the same key. */
    private static void foreign() throws IOException {
        try {
            long next = Call.quantity(local.rpc("eth_getTransactionCount", SELLER.toString(), "latest")
                            .textValue())
                    .longValue();
            byte[] raw = Envelope.sign(
                    Bench.NETWORK.chainId(),
                    next,
                    50_000,
                    Bench.limits().caps(),
                    new Order("", SELLER, new byte[0], new byte[0], new Order.Refusals("", "", "")),
                    Bench.SIGNER);
            local.rpc("eth_sendRawTransaction", "0x" + HexFormat.of().formatHex(raw));
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    @Test
    void transaction_ofAnEarlierKey_isSaidAndHoldsUpNobody() throws Exception {
        Order order = new Order("left", SELLER, new byte[0], new byte[0], new Order.Refusals("", "", ""));
        byte[] raw =
                Envelope.sign(Bench.NETWORK.chainId(), 0, 50_000, Bench.limits().caps(), order, EARLIER);
        Sent left = new Sent(
                order,
                EARLIER.address(),
                0,
                50_000,
                Bench.limits().caps(),
                raw,
                List.of(Envelope.hash(raw)),
                Sent.State.OPEN,
                System.currentTimeMillis(),
                Hash.ZERO,
                0,
                BigInteger.ZERO,
                "");
        try (Gateway gateway = gateway(local.endpoint())) {
            get(gateway.store.precious().<Boolean>write(connection -> {
                new TransactionTable(Bench.NETWORK.chainId()).put(connection, left);
                return true;
            }));
            gateway.crash(Bench.limits(), local.endpoint());

            await().until(() -> gateway.codes().contains("transaction_stuck"));
            for (int i = 0; i < 2; i++) {
                get(gateway.chain.settle(Bench.bill(local.dollar()), payment(local, 1, nonces++)));
            }
            assertThat(gateway.chain.outbox.open().size()).isEqualTo(1);
        }
    }
}
