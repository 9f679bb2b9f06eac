package org.headgate.mqtt.source.internal;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.headgate.api.intake.Intake;
import org.headgate.api.status.Problem;
import org.headgate.api.status.Report;
import org.headgate.api.topic.TopicFilter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps one broker connected. Its state changes on a thread of its own only; readers, intake and timers hand over to it. */
final class BrokerLink implements Attempt.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerLink.class);
    private static final long STEADY_SECONDS = 30;
    private static final int UNSTEADY = 3;
    private static final long SETTLE_MILLIS = 200;
    private static final int SETTLE_LOOKS = 150;
    private static final long RETRY_FILTERS_SECONDS = 60;

    private final Broker broker;
    private final Intake intake;
    private final ScheduledExecutorService timer;
    private final ExecutorService thread;
    private final Timing timing;
    private final BackOff backOff;
    private final LinkCounts counts = new LinkCounts();
    private boolean steady;
    private int quickLosses;
    private final Complaints complaints;
    private final Map<Integer, Long> exchanges = new HashMap<>();
    private boolean admitted;
    private volatile State state = State.WAITING;
    private volatile @Nullable Attempt current;

    /**
     * How long to wait before a connection is made anew, and for the broker's answers.
     *
     * @param mostMillis where the broker could not be reached: it may be back at any moment
     * @param refusedMillis where it answered and refused: only a person can mend that
     */
    record Timing(long leastMillis, long mostMillis, long refusedMillis, long answerMillis) {
        static final Timing USUAL = new Timing(1_000, 8_000, 60_000, 20_000);
    }

    enum State {
        WAITING,
        CONNECTING,
        SUBSCRIBING,
        RUNNING,
        CLOSED
    }

    BrokerLink(Broker broker, Intake intake, ScheduledExecutorService timer, Timing timing) {
        this.broker = broker;
        this.intake = intake;
        this.timer = timer;
        this.timing = timing;
        this.backOff = new BackOff(timing.leastMillis(), RandomGenerator.getDefault());
        this.complaints = new Complaints(broker);
        ThreadPoolExecutor executor =
                new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread made = new Thread(task, "mqtt-source-" + broker.name());
                    made.setDaemon(true);
                    return made;
                });
        executor.allowCoreThreadTimeOut(true);
        this.thread = executor;
    }

    void start() {
        run(() -> connect(0));
    }

    /** Says goodbye and waits a moment for it, so that a successor with the same client id finds the broker ready. */
    void close() {
        run(() -> {
            state = State.CLOSED;
            Attempt last = current;
            if (last != null) {
                last.disconnect();
            }
        });
        thread.shutdown();
        try {
            Attempt last = current;
            if (!thread.awaitTermination(2, TimeUnit.SECONDS) && last != null) {
                last.cut();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    State state() {
        return state;
    }

    void report(Report.Builder report) {
        String name = broker.name();
        Attempt attempt = current;
        report.fact(name, broker.uri() + " " + state.name().toLowerCase(Locale.ROOT));
        report.fact(name + ".client.id", broker.clientId());
        complaints.report(report);
        if (attempt != null && attempt.holding()) {
            report.problem(new Problem(
                    "held_back",
                    "broker " + name + ": intake takes nothing at the moment; the broker keeps what comes",
                    "see the status of intake; it goes on by itself",
                    false));
        }
        String prefix = "mqtt-source." + name + ".";
        report.metric(prefix + "received", counts.received.sum())
                .metric(prefix + "acknowledged", counts.acknowledged.sum())
                .metric(prefix + "unacknowledged", attempt == null ? 0 : attempt.unacknowledged())
                .metric(prefix + "held", counts.held.sum())
                .metric(prefix + "dropped", counts.dropped.sum())
                .metric(prefix + "unasked", counts.unasked.sum())
                .metric(prefix + "connects", counts.connects.sum())
                .metric(prefix + "sessions.lost", counts.sessionsLost.sum());
    }

    private void connect(int looks) {
        if (state == State.CLOSED) {
            return;
        }
        Attempt last = current;
        if (last != null && !last.settled() && looks < SETTLE_LOOKS) {
            later(SETTLE_MILLIS, () -> connect(looks + 1));
            return;
        }
        try {
            Attempt attempt = new Attempt(broker, intake, counts, exchanges, this);
            current = attempt;
            state = State.CONNECTING;
            attempt.connect();
            later(timing.answerMillis(), () -> silent(attempt));
        } catch (IOException e) {
            fail(
                    Failure.problem(
                            broker,
                            "file_unreadable",
                            "cannot read " + e.getMessage(),
                            "put the file there, readable by the gateway"),
                    0);
        } catch (GeneralSecurityException | RuntimeException e) {
            fail(
                    Failure.problem(
                            broker,
                            "tls_files_unusable",
                            String.valueOf(e.getMessage()),
                            "check ca.file, certificate.file and key.file"),
                    0);
        }
    }

    @Override
    public void connected(Attempt attempt, FromBroker.Connected answer) {
        if (attempt == current && state == State.CONNECTING) {
            complaints.admitted(answer, admitted);
            if (admitted && !answer.resumed()) {
                counts.sessionsLost.increment();
            }
            admitted = true;
            state = State.SUBSCRIBING;
            attempt.subscribe(broker.topics());
        }
    }

    @Override
    public void ended(Attempt attempt, Problem reason, long atLeastMillis) {
        if (attempt == current) {
            fail(reason, atLeastMillis);
        }
    }

    private void silent(Attempt attempt) {
        if (attempt == current && (state == State.CONNECTING || state == State.SUBSCRIBING)) {
            fail(Failure.silent(broker), 0);
        }
    }

    @Override
    public void subscribed(Attempt attempt, List<TopicFilter> filters, int[] codes) {
        if (attempt != current || state == State.CLOSED || state == State.WAITING) {
            return;
        }
        List<TopicFilter> refused = complaints.subscribed(filters, codes);
        if (state != State.RUNNING) {
            LOG.info("Reading broker {} at {}", broker.name(), broker.uri());
        }
        steady = false;
        clear(false);
        state = State.RUNNING;
        if (!refused.isEmpty()) {
            later(TimeUnit.SECONDS.toMillis(RETRY_FILTERS_SECONDS), () -> {
                if (attempt == current && state == State.RUNNING) {
                    attempt.subscribe(refused);
                }
            });
        }
        later(TimeUnit.SECONDS.toMillis(STEADY_SECONDS), () -> {
            if (attempt == current && state == State.RUNNING) {
                clear(true);
            }
        });
    }

    /** What keeps coming back is told until the connection has lasted. */
    private void clear(boolean lasting) {
        if (lasting) {
            steady = true;
            quickLosses = 0;
            backOff.reset();
        }
        if (quickLosses < UNSTEADY) {
            complaints.link(null);
        }
    }

    /** The one way down: whatever broke, the session is kept and the connection made anew. */
    private void fail(Problem reason, long atLeastMillis) {
        if (state == State.CLOSED || state == State.WAITING) {
            return;
        }
        if (state == State.RUNNING && !steady) {
            quickLosses++;
        }
        state = State.WAITING;
        complaints.link(quickLosses < UNSTEADY ? reason : Failure.unsteady(broker, reason, quickLosses));
        Attempt attempt = current;
        if (attempt != null) {
            attempt.abandon();
        }
        long most = Failure.needsAPerson(reason) ? timing.refusedMillis() : timing.mostMillis();
        later(Math.max(atLeastMillis, backOff.millis(most)), () -> connect(0));
    }

    @Override
    public void later(long millis, Runnable task) {
        try {
            timer.schedule(() -> run(task), millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // The gateway is stopping.
        }
    }

    @Override
    public void run(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException e) {
            // The link is closed: nothing of it matters any more.
        }
    }
}
