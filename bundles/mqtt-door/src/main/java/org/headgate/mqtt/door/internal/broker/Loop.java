package org.headgate.mqtt.door.internal.broker;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The event loop that owns the door's state. Work from other threads is queued and drained in one go, then what was written is flushed once. */
public final class Loop {
    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);

    private final EventLoop loop;
    private final Queue<Runnable> work = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private List<Connection> dirty = new ArrayList<>();

    public Loop(EventLoop loop) {
        this.loop = loop;
    }

    /** Runs on the loop, in the order of the calls of one thread; not at all once the door is closed. Any thread. */
    public void execute(Runnable task) {
        work.add(task);
        if (scheduled.compareAndSet(false, true)) {
            try {
                loop.execute(this::drain);
            } catch (RejectedExecutionException e) {
                scheduled.set(false);
                work.clear();
            }
        }
    }

    void later(Runnable task, long millis) {
        loop.schedule(() -> execute(task), millis, TimeUnit.MILLISECONDS);
    }

    private void drain() {
        scheduled.set(false);
        for (Runnable task = work.poll(); task != null; task = work.poll()) {
            guarded(task);
        }
        flush();
    }

    /** A task that fails costs nobody else: what comes behind it still runs. */
    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | LinkageError e) {
            LOG.error("a task of the door failed", e);
        }
    }

    void dirty(Connection connection) {
        dirty.add(connection);
    }

    void flush() {
        while (!dirty.isEmpty()) {
            List<Connection> written = dirty;
            dirty = new ArrayList<>();
            written.forEach(Connection::flush);
        }
    }
}
