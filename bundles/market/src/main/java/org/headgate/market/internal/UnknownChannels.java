package org.headgate.market.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import org.headgate.api.batch.Hash;
import org.headgate.market.Sales.NotForSale;
import org.headgate.x402.ChannelConfig;
import org.headgate.x402.chain.PaymentChain;

/**
 * Looks on chain for channels that are not in the books. Anyone can name as many as he likes: so a few at a time, and where nothing was, not again at once. Safe for any thread.
 */
final class UnknownChannels {
    static final int AT_A_TIME = 8;
    static final int MOST = 1024;
    static final long AGAIN_MILLIS = 5_000;

    private final ChannelView view;
    private final LongSupplier clock;
    private final Semaphore places = new Semaphore(AT_A_TIME);
    /** Channels that hold nothing, and when that was seen. */
    private final Map<Hash, Long> empty = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Hash, Long> eldest) {
            return size() > MOST;
        }
    };

    UnknownChannels(ChannelView view, LongSupplier clock) {
        this.view = view;
        this.clock = clock;
    }

    /** Fails with {@link NotForSale} {@code payments_busy}. */
    CompletionStage<StoredChannel> look(PaymentChain chain, Hash id, ChannelConfig config) {
        long now = clock.getAsLong();
        if (wasEmpty(id, now)) {
            return CompletableFuture.completedFuture(
                    StoredChannel.found(id, chain.network(), config, StoredChannel.NOTHING, now));
        }
        if (!places.tryAcquire()) {
            return CompletableFuture.failedFuture(
                    new NotForSale(
                            "payments_busy",
                            AT_A_TIME
                                    + " channels that are new here are being looked for, which is the limit: send it again in a moment"));
        }
        return looked(chain, id, config)
                .whenComplete((seen, failure) -> places.release())
                .thenApply(seen -> {
                    if (seen.onChain().balance().signum() == 0) {
                        note(id, now);
                    }
                    return seen;
                });
    }

    /** Fails by its stage alone, so that the place is free again. */
    private CompletionStage<StoredChannel> looked(PaymentChain chain, Hash id, ChannelConfig config) {
        try {
            return view.look(chain, id, config);
        } catch (RuntimeException | LinkageError e) { // its bundle stops at this moment
            return CompletableFuture.failedFuture(e);
        }
    }

    private boolean wasEmpty(Hash id, long now) {
        synchronized (empty) {
            Long seen = empty.get(id);
            return seen != null && seen <= now && now - seen < AGAIN_MILLIS;
        }
    }

    private void note(Hash id, long now) {
        synchronized (empty) {
            empty.remove(id);
            empty.put(id, now);
        }
    }
}
