package org.headgate.market.internal;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The market alone, in this process: vouchers, claims, a large ledger. One line of JSON a measurement. Bounded in time and count. */
@Command(
        name = "market",
        description = "The market alone; one line of JSON a measurement.",
        mixinStandardHelpOptions = true,
        subcommands = {SignVouchers.class, TakeVouchers.class, ClaimMany.class, FillLedger.class})
public final class MarketBench {
    private MarketBench() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new MarketBench()).execute(args));
    }
}
