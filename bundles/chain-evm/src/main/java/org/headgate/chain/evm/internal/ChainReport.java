package org.headgate.chain.evm.internal;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import org.headgate.api.status.Problem;
import org.headgate.api.status.Report;
import org.jspecify.annotations.Nullable;

/** What an operator wants to know of the chain. From memory. */
final class ChainReport {
    private ChainReport() {}

    static void write(EvmChain chain, Report.Builder report) {
        Rpc rpc = chain.rpc;
        BigInteger balance = chain.watch.balance();
        report.fact("chain", chain.network().toString())
                .fact("chain.account", chain.account.toString())
                .fact("chain.account.balance", balance == null ? "not seen" : ether(balance))
                .fact("chain.gas.today", ether(chain.outbox.gas().today()))
                .fact("chain.gas.total", ether(chain.outbox.gas().total()));
        for (Endpoint endpoint : rpc.endpoints()) {
            report.fact("chain.endpoint." + endpoint.host, text(endpoint.health));
        }
        long seen = chain.view().seenAtMillis();
        report.metric("chain.block", chain.view().block())
                .metric("chain.seen.millis", seen)
                .metric("chain.transactions.open", chain.outbox.open().size())
                .metric("chain.gas.today.gwei", gwei(chain.outbox.gas().today()))
                .metric("chain.gas.total.gwei", gwei(chain.outbox.gas().total()));
        chain.outbox.budget().report(report);
        Facilitated facilitated = chain.facilitated;
        if (facilitated != null) {
            facilitated.facilitator().report(report);
        }
        problems(chain, balance, report);
    }

    private static void problems(EvmChain chain, @Nullable BigInteger balance, Report.Builder report) {
        Rpc rpc = chain.rpc;
        boolean without =
                chain.facilitated != null && chain.facilitated.facilitator().trusted();
        if (rpc.unreachableSince() > 0 && !without) {
            report.problem(new Problem(
                    "rpc_unreachable",
                    "no endpoint of " + chain.network() + " serves since "
                            + Instant.ofEpochMilli(rpc.unreachableSince()) + " ("
                            + rpc.obstacle().orElse("not asked yet") + "); what needs the chain waits",
                    "check the network and rpc.urls; endpoints are asked again by themselves",
                    false));
        }
        for (Endpoint endpoint : rpc.endpoints()) {
            if (endpoint.health.state() == Health.State.WRONG_CHAIN) {
                report.problem(new Problem(
                        "chain_id_mismatch",
                        endpoint.host + " is not used: " + endpoint.health.reason(),
                        "take it out of rpc.urls, or correct network",
                        false));
            }
        }
        gas(chain, balance, report);
        List<OpenTransaction> stuck = chain.outbox.open().stuck();
        if (!stuck.isEmpty()) {
            Sent first = stuck.get(0).sent;
            String refusal = stuck.get(0).refusal;
            report.problem(new Problem(
                    "transaction_stuck",
                    stuck.size() + " transactions wait for a block, the first with nonce " + first.nonce() + " as "
                            + first.newest() + " at " + first.fees().most() + " wei a unit of gas"
                            + (refusal.isEmpty() ? "" : "; no node takes it: " + refusal),
                    "it is sent again by itself; if fees are high on the network, raise gas.max.fee.gwei",
                    false));
        }
    }

    /** Where a facilitator pays for payments, the account may be empty until something is to be sent from it. */
    private static void gas(EvmChain chain, @Nullable BigInteger balance, Report.Builder report) {
        BigInteger wanted = chain.outbox.lacking().max(chain.facilitated == null ? BigInteger.ONE : BigInteger.ZERO);
        if (balance != null && balance.compareTo(wanted) < 0) {
            report.problem(new Problem(
                    "gas_account_empty",
                    "%s holds %s on %s: %s"
                            .formatted(
                                    chain.account,
                                    balance.signum() == 0 ? "nothing" : ether(balance),
                                    chain.network(),
                                    balance.signum() == 0
                                            ? "no transaction can be paid for"
                                            : "what is to be sent may need " + ether(wanted)),
                    "send it some ether on that network",
                    false));
        }
    }

    private static String text(Health health) {
        return switch (health.state()) {
            case UNKNOWN -> "not asked yet";
            case UP -> "serves, last at " + Instant.ofEpochMilli(health.seenAtMillis());
            case DOWN, WRONG_CHAIN -> health.reason() + ", since " + Instant.ofEpochMilli(health.sinceMillis());
        };
    }

    static String ether(BigInteger wei) {
        return new BigDecimal(wei, 18).stripTrailingZeros().toPlainString() + " ether";
    }

    static long gwei(BigInteger wei) {
        return wei.divide(BigInteger.valueOf(1_000_000_000)).longValue();
    }
}
