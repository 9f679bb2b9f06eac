package org.headgate.chain.evm.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.headgate.chain.evm.internal.Bench.SELLER;
import static org.headgate.chain.evm.internal.Bench.get;

import java.io.IOException;
import java.math.BigInteger;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.headgate.chain.evm.internal.FaultProxy.Upstream;
import org.headgate.testkit.Patience;
import org.headgate.x402.ExactPayment;
import org.headgate.x402.chain.PaymentChain.Settlement;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A gateway that ends at each step of a payment, and comes back on the same files: the money moves once. */
class CrashTest extends ChainTest {
    private static int nonces = 20;

    /** Before the request reaches the chain, after it did and before the answer is back, and once the answer is on its way. */
    enum Moment {
        BEFORE,
        DONE,
        ANSWERED
    }

    @ParameterizedTest
    @CsvSource({
        "eth_estimateGas, BEFORE, false",
        "eth_estimateGas, ANSWERED, false",
        "eth_sendRawTransaction, BEFORE, false",
        "eth_sendRawTransaction, DONE, false",
        "eth_sendRawTransaction, ANSWERED, false",
        "eth_getTransactionReceipt, BEFORE, false",
        "eth_getTransactionReceipt, ANSWERED, false",
        "eth_sendRawTransaction, BEFORE, true",
        "eth_sendRawTransaction, DONE, true",
        "eth_getTransactionReceipt, ANSWERED, true"
    })
    void crash_atAnyStep_movesTheMoneyOnce(String step, Moment moment, boolean askedAgain) throws Exception {
        BigInteger before = local.balance(SELLER);
        long nonce = transactions();
        ExactPayment paid = Bench.payment(local, 10, nonces++);
        CountDownLatch reached = new CountDownLatch(1);
        try (FaultProxy proxy = new FaultProxy(local.endpoint());
                Gateway gateway = new Gateway(data, Bench.limits(), proxy.endpoint())) {
            proxy.fails(upstream -> crashing(upstream, step, moment, reached));
            gateway.chain.settle(Bench.bill(local.dollar()), paid);
            assertThat(reached.await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();

            gateway.crash(Bench.limits(), local.endpoint());
            if (!askedAgain) {
                await().until(() -> gateway.chain.outbox.open().size() == 0);
            }
            Settlement settled = get(gateway.chain.settle(Bench.bill(local.dollar()), paid));

            assertThat(local.balance(SELLER).subtract(before)).isEqualTo(10);
            assertThat(transactions() - nonce).isEqualTo(1);
            assertThat(get(gateway.chain.settle(Bench.bill(local.dollar()), paid)))
                    .isEqualTo(settled);
            assertThat(gateway.chain.outbox.gas().total()).isEqualTo(settled.gasCost());
            get(gateway.chain.settle(Bench.bill(local.dollar()), Bench.payment(local, 1, nonces++)));
        }
    }

    private static byte[] crashing(Upstream upstream, String step, Moment moment, CountDownLatch reached)
            throws IOException, InterruptedException {
        if (!upstream.calls(step)) {
            return upstream.ask();
        }
        if (moment == Moment.BEFORE) {
            reached.countDown();
            return upstream.hang();
        }
        byte[] answer = upstream.ask();
        reached.countDown();
        return moment == Moment.DONE ? upstream.hang() : answer;
    }

    private static long transactions() throws Exception {
        return Call.quantity(local.rpc("eth_getTransactionCount", SELLER.toString(), "latest")
                        .textValue())
                .longValue();
    }
}
