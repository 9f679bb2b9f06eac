package org.headgate.market.internal;

import java.math.BigInteger;
import java.util.Objects;
import org.headgate.x402.VoucherRule;
import org.headgate.x402.chain.PaymentChain;
import org.junit.jupiter.api.BeforeEach;

/** Tests of what is sold from channels: ten records a request, 150 each. */
abstract class ChannelTest extends ShopTest {
    static final String PREFIX = "invalid_batch_settlement_evm_";
    static final long PRICE = 150;
    static final long REQUEST = 10 * PRICE;

    Purse purse;

    @BeforeEach
    void fill() throws Exception {
        shop.chain.seen(shop.now.get());
        purse = new Purse(shop, Shop.BUYER_KEY, 1, VoucherRule.REQUEST);
    }

    @Override
    Object[] config() {
        return new Object[] {
            "network",
            "base-sepolia",
            "request.records",
            10,
            "deposit.min.dollars",
            "0.001",
            "credit.window.records",
            10,
            "claim.threshold.dollars",
            "0.002",
            "offline.max.dollars",
            "0.005"
        };
    }

    StoredChannel kept() {
        return Objects.requireNonNull(shop.market.channels().find(purse.id));
    }

    /** As the chain has it. */
    static PaymentChain.Channel filled(long balance) {
        return new PaymentChain.Channel(units(balance), BigInteger.ZERO, 0, BigInteger.ZERO, BigInteger.ZERO, 0);
    }
}
