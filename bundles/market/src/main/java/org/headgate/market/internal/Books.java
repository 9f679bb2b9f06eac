package org.headgate.market.internal;

import java.util.ArrayList;
import java.util.List;
import org.headgate.store.Database;
import org.headgate.store.StoreUnavailable;

/** The market's tables. */
final class Books {
    private Books() {}

    /** Brings them up to date. Blocks. */
    static void prepare(Database database) throws StoreUnavailable {
        List<String> steps = new ArrayList<>(PassTable.STEPS);
        steps.addAll(Ledger.STEPS);
        steps.addAll(Totals.STEPS);
        steps.addAll(SaleTable.STEPS);
        steps.addAll(ChannelTable.STEPS);
        steps.addAll(SaleTable.RANGE_STEPS);
        steps.addAll(Sums.STEPS);
        steps.addAll(Ledger.FEED_STEPS);
        steps.addAll(SaleTable.OWED_STEPS);
        steps.addAll(ChannelUse.STEPS);
        steps.addAll(ChargeLog.STEPS);
        database.prepare("market", steps);
    }
}
