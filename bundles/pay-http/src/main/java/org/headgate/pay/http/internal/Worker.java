package org.headgate.pay.http.internal;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.headgate.market.Sales.NotForSale;
import org.headgate.pay.http.internal.server.Answer;
import org.headgate.pay.http.internal.server.Request;

/** One thread for what the event loop must not wait for, which ends when there is nothing to do. Refuses where too much waits. */
final class Worker implements Executor, AutoCloseable {
    private final ThreadPoolExecutor thread;

    /** @param waiting tasks at most */
    Worker(String name, int waiting) {
        thread = new ThreadPoolExecutor(
                1, 1, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(waiting), new DefaultThreadFactory(name, true));
        thread.allowCoreThreadTimeOut(true);
    }

    interface Task<T> {
        T run() throws NotForSale;
    }

    /** @throws RejectedExecutionException too much waits */
    @Override
    public void execute(Runnable task) {
        thread.execute(task);
    }

    /** The stage fails with {@link NotForSale} {@code busy} where too much waits. */
    <T> CompletionStage<T> run(Task<T> task) {
        CompletableFuture<T> done = new CompletableFuture<>();
        try {
            execute(() -> {
                try {
                    done.complete(task.run());
                } catch (NotForSale | RuntimeException e) {
                    done.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            done.completeExceptionally(new NotForSale("busy", "too many requests wait: ask again in a few seconds"));
        }
        return done;
    }

    /** The same endpoint, answering here. */
    Endpoint serving(Endpoint endpoint) {
        return new Endpoint() {
            @Override
            public Set<String> methods() {
                return endpoint.methods();
            }

            @Override
            public CompletionStage<Answer> answer(Request request) {
                return run(() -> endpoint.answer(request))
                        .thenCompose(answer -> answer)
                        .exceptionally(Payments::failed);
            }
        };
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
