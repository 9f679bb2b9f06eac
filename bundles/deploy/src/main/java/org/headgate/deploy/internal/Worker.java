package org.headgate.deploy.internal;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Files and bundles are handled one after the other, away from the shared scheduler: starting a bundle may take its time. The thread goes when idle. */
@Component(service = Worker.class)
public final class Worker {
    private static final int IDLE_SECONDS = 5;
    private final ThreadPoolExecutor executor;

    @Activate
    public Worker() {
        executor = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, "deploy");
            thread.setDaemon(true);
            return thread;
        });
        executor.allowCoreThreadTimeOut(true);
    }

    @Deactivate
    void close() {
        executor.shutdownNow();
    }

    public void submit(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            // The bundle stops: there is nothing left to do.
            return;
        }
    }
}
