package org.headgate.market.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.headgate.api.market.Passes.PassRefused;
import org.headgate.api.status.Report;
import org.headgate.market.Sales.NotForSale;
import org.headgate.market.Sales.Sale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where payments come in, so many at once, whatever they are for. For any thread. */
final class Till {
    private static final Logger LOG = LoggerFactory.getLogger(Till.class);
    static final int MOST_AT_ONCE = 64;

    private final PassMarket market;
    private final AtomicInteger underway = new AtomicInteger();
    private final AtomicLong turnedAway = new AtomicLong();

    Till(PassMarket market) {
        this.market = market;
    }

    @FunctionalInterface
    interface Taking {
        CompletionStage<Sale> take() throws NotForSale;
    }

    /** Fails with {@link NotForSale}, and with nothing else. */
    CompletionStage<Sale> take(Taking taking) {
        if (underway.incrementAndGet() > MOST_AT_ONCE) {
            underway.decrementAndGet();
            turnedAway.incrementAndGet();
            return CompletableFuture.failedFuture(new NotForSale(
                    "payments_busy",
                    MOST_AT_ONCE + " payments are being looked at, which is the limit: send it again in a moment"));
        }
        CompletionStage<Sale> sale;
        try {
            market.readable();
            sale = taking.take();
        } catch (NotForSale e) {
            sale = CompletableFuture.failedFuture(e);
        } catch (PassRefused e) {
            sale = CompletableFuture.failedFuture(new NotForSale(e.code(), e.getMessage()));
        } catch (RuntimeException e) {
            sale = CompletableFuture.failedFuture(e);
        }
        return sale.whenComplete((done, failure) -> underway.decrementAndGet())
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(told(failure)));
    }

    /** Buyers are told a code and what to do whatever fails. */
    private static Throwable told(Throwable failure) {
        Throwable cause = Failures.cause(failure);
        if (cause instanceof NotForSale) {
            return cause;
        }
        LOG.error("A payment could not be looked at", cause);
        return new NotForSale(
                "sale_failed",
                "a fault of the gateway's own, which its log has: nothing is lost, send the same payment again");
    }

    void report(Report.Builder report) {
        report.metric("market.payments.underway", underway.get())
                .metric("market.payments.max", MOST_AT_ONCE)
                .metric("market.payments.turned.away", turnedAway.get());
    }
}
