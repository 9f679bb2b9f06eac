package org.headgate.market.internal;

import org.headgate.api.batch.Signer;
import org.headgate.market.Sales.BoughtHistory;
import org.headgate.market.Sales.HistoryRange;
import org.headgate.market.internal.SaleTable.SaleRow;
import org.jspecify.annotations.Nullable;

/** What a buyer of a range of the past gets. */
final class HistoryGoods {
    private HistoryGoods() {}

    /** Null where the payment is not done, or was for something else. */
    static @Nullable BoughtHistory of(SaleRow sale, Signer signer) {
        HistoryRange range = sale.range();
        return range == null || !sale.done()
                ? null
                : new BoughtHistory(
                        sale.id(),
                        sale.feed(),
                        range,
                        sale.doneAt() + sale.seconds() * 1_000,
                        Token.derived(signer, sale.id()));
    }
}
