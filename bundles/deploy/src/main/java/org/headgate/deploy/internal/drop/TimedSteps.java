package org.headgate.deploy.internal.drop;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntSupplier;
import org.osgi.framework.BundleException;

/**
 * Runs what a bundle's own code may hold up, its start and its end, away from the thread that watches {@code deploy/}: a bundle that never returns costs a thread and
 * nobody's next drop.
 */
final class TimedSteps implements AutoCloseable {
    private static final int GRACE_SECONDS = 5;

    private final IntSupplier limitSeconds;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "deploy-step");
        thread.setDaemon(true);
        return thread;
    });

    TimedSteps(IntSupplier limitSeconds) {
        this.limitSeconds = limitSeconds;
    }

    @FunctionalInterface
    interface Step {
        void run() throws BundleException;
    }

    /** Returns once the step is done. @throws BundleException where it failed, or was interrupted since it took too long */
    void run(String what, Step step) throws BundleException {
        CountDownLatch ended = new CountDownLatch(1);
        Future<?> future = threads.submit(() -> {
            try {
                step.run();
                return null;
            } finally {
                ended.countDown();
            }
        });
        int limit = limitSeconds.getAsInt();
        try {
            future.get(limit, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof BundleException failed
                    ? failed
                    : new BundleException(what + " failed: " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            future.cancel(true);
            throw new BundleException(what + " has not ended within " + limit + " s"
                    + (await(ended) ? "" : ", nor when it was interrupted: it goes with the next restart"));
        } catch (InterruptedException e) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            throw new BundleException(what + " was interrupted", e);
        }
    }

    private static boolean await(CountDownLatch ended) {
        try {
            return ended.await(GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
