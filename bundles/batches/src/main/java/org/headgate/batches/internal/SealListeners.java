package org.headgate.batches.internal;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.headgate.api.batch.SealListener;
import org.headgate.api.batch.SignedHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells all who want to know; one that fails costs the others nothing. */
final class SealListeners {
    private static final Logger LOG = LoggerFactory.getLogger(SealListeners.class);

    private final List<SealListener> listeners = new CopyOnWriteArrayList<>();
    private final AtomicLong failures = new AtomicLong();

    void add(SealListener listener) {
        listeners.add(listener);
    }

    void remove(SealListener listener) {
        listeners.remove(listener);
    }

    void sealed(SignedHeader header) {
        for (SealListener listener : listeners) {
            try {
                listener.sealed(header);
            } catch (RuntimeException e) {
                failures.incrementAndGet();
                LOG.warn(
                        "a seal listener ({}) failed at batch {}",
                        listener.getClass().getName(),
                        header.header().number(),
                        e);
            }
        }
    }

    long failures() {
        return failures.get();
    }
}
