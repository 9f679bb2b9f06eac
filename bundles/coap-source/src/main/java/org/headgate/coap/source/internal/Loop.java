package org.headgate.coap.source.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread of the CoAP protocol: reads plain datagrams, runs Californium's stages and sends. What it gives to itself runs at once, so that a request has no
 * hop between threads until intake takes it; what others give wakes it once, however much it is.
 */
final class Loop extends AbstractExecutorService implements ScheduledExecutorService {
    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
    private static final long STOP_SECONDS = 2;

    private final Selector selector;
    private final ScheduledExecutorService timer;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicBoolean awake = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean stopped;

    /** @param timer for what is to run later; it only hands over */
    Loop(String name, ScheduledExecutorService timer) {
        this.timer = timer;
        try {
            this.selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Calls {@code read} on this thread whenever the channel has something. */
    void register(DatagramChannel channel, Runnable read) throws IOException {
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, read);
        selector.wakeup();
    }

    /** How much others have given that is not done yet. */
    int waiting() {
        return waiting.get();
    }

    @Override
    public void execute(Runnable task) {
        if (Thread.currentThread() == thread) {
            task.run();
            return;
        }
        waiting.incrementAndGet();
        tasks.add(task);
        if (awake.compareAndSet(false, true)) {
            selector.wakeup();
        }
    }

    private void run() {
        try {
            while (!stopped) {
                selector.select(key -> attempt((Runnable) key.attachment()));
                awake.set(false);
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    waiting.decrementAndGet();
                    attempt(task);
                }
            }
        } catch (IOException | ClosedSelectorException e) {
            LOG.error("the CoAP listener ended", e);
        } finally {
            ended.countDown();
        }
    }

    private static void attempt(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.warn("a CoAP message could not be handled", e);
        }
    }

    @Override
    public void shutdown() {
        stopped = true;
        try {
            selector.close();
        } catch (IOException e) {
            LOG.debug("the selector is not closed: {}", e.toString());
        }
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutdown();
        try {
            awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return stopped;
    }

    @Override
    public boolean isTerminated() {
        return ended.getCount() == 0;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return Thread.currentThread() == thread || ended.await(timeout, unit);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        return timer.schedule(() -> execute(task), delay, unit);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException("only tasks without a result");
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, long delay, long period, TimeUnit unit) {
        return scheduleWithFixedDelay(task, delay, period, unit);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long initial, long delay, TimeUnit unit) {
        return timer.scheduleWithFixedDelay(() -> execute(task), initial, delay, unit);
    }
}
