package org.headgate.market.internal;

import java.security.MessageDigest;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.headgate.api.batch.Signer;
import org.headgate.market.Sales.BoughtHistory;
import org.headgate.market.Sales.BoughtPass;
import org.headgate.market.Sales.HistoryRange;
import org.headgate.market.Sales.NotForSale;
import org.headgate.market.Sales.Sale;
import org.headgate.market.internal.SaleTable.SaleRow;
import org.headgate.x402.SettlementResponse;
import org.headgate.x402.chain.PaymentChain.Settlement;
import org.jspecify.annotations.Nullable;

/** What is given for a payment that is settled: a pass, or a range of the past; once, and told as often as it is asked for. */
final class Goods {
    private final PassMarket market;
    private final LongSupplier clock;

    Goods(PassMarket market, LongSupplier clock) {
        this.market = market;
        this.clock = clock;
    }

    /** Makes it, where that is not done yet, in one commit with its ledger row. */
    CompletionStage<Sale> give(SaleRow sale, Settlement settled, Signer signer) {
        long now = clock.getAsLong();
        HistoryRange range = sale.range();
        if (range != null) {
            return SaleBook.told(market.book().sellHistory(sale, range, now, settled.transaction()))
                    .thenApply(sold -> historyDone(sold, signer));
        }
        StoredPass pass = new StoredPass(
                sale.id(),
                Token.hash(Token.derived(signer, sale.id())),
                sale.feed(),
                sale.payer().toString(),
                now,
                now + sale.seconds() * 1_000,
                0,
                0,
                "");
        return SaleBook.told(market.book().sell(sale, pass, settled.transaction()))
                .thenApply(sold -> {
                    market.tell(pass, "granted", "pass " + pass.id() + " was paid for");
                    try {
                        return told(sale.done(sold == null ? now : sold.from(), settled.transaction()), sold, signer);
                    } catch (NotForSale e) {
                        throw new CompletionException(e);
                    }
                });
    }

    /** @param pass null where its row is gone @throws NotForSale {@code pass_forgotten}, {@code key_changed} */
    Sale told(SaleRow sale, @Nullable StoredPass pass, Signer signer) throws NotForSale {
        if (pass == null) {
            throw new NotForSale("pass_forgotten", "pass " + sale.id() + " ended long ago: buy another");
        }
        String token = Token.derived(signer, sale.id());
        if (!MessageDigest.isEqual(Token.hash(token), pass.tokenHash())) {
            throw new NotForSale(
                    "key_changed",
                    "the gateway has another key than when pass " + pass.id()
                            + " was sold: its token cannot be told again");
        }
        return new Sale.Done(response(sale, signer), new BoughtPass(pass.view(clock.getAsLong()), token));
    }

    private static Sale historyDone(SaleRow sale, Signer signer) {
        BoughtHistory bought = HistoryGoods.of(sale, signer);
        if (bought == null) {
            throw new IllegalStateException("sale " + sale.id() + " was noted as done, and is not");
        }
        return new Sale.Done(response(sale, signer), bought);
    }

    private static SettlementResponse response(SaleRow sale, Signer signer) {
        return new SettlementResponse(
                true,
                sale.transaction(),
                sale.network(),
                sale.payer(),
                null,
                null,
                sale.amount(),
                Trade.receipt(signer, sale.network(), sale.url(), sale.payer(), sale.transaction(), sale.doneAt()),
                null);
    }
}
