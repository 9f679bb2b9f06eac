package org.headgate.chain.evm.internal;

import java.math.BigInteger;
import java.time.Duration;

/**
 * @param caps highest fees
 * @param dailyGas wei that may go for gas from midnight to midnight UTC
 * @param patience how long who asked for a transaction waits for its block
 * @param stuck after which one without a block is sent again, with higher fees where they are allowed
 * @param poll between looks for receipts
 * @param lag by which one endpoint may be behind another
 * @param share of income that may go for gas
 */
record Limits(
        Fees caps,
        BigInteger dailyGas,
        Duration patience,
        Duration stuck,
        Duration poll,
        Duration lag,
        Budget.Share share) {}
