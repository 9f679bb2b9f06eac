package org.headgate.mqtt.door.internal;

import org.headgate.mqtt.door.internal.broker.Limits;

/** The bounds of a door in a test, of which it changes some. */
final class TestLimits {
    private int connections = 1000;
    private long inflightTotal = 32 << 20;
    private int sessions = 1000;
    private int subscriptions = 100;
    private long subscriptionBytes = 16 << 20;
    private long queueBytes = 1 << 20;
    private long queueTotal = 16 << 20;
    private long retainedBytes = 16 << 20;
    private int keepAliveSeconds;
    private int connectSeconds = 10;

    TestLimits connections(int number) {
        connections = number;
        return this;
    }

    TestLimits inflightTotal(long bytes) {
        inflightTotal = bytes;
        return this;
    }

    TestLimits sessions(int number) {
        sessions = number;
        return this;
    }

    TestLimits subscriptions(int number) {
        subscriptions = number;
        return this;
    }

    TestLimits subscriptionBytes(long bytes) {
        subscriptionBytes = bytes;
        return this;
    }

    TestLimits queueBytes(long bytes) {
        queueBytes = bytes;
        return this;
    }

    TestLimits queueTotal(long bytes) {
        queueTotal = bytes;
        return this;
    }

    TestLimits retainedBytes(long bytes) {
        retainedBytes = bytes;
        return this;
    }

    TestLimits keepAliveSeconds(int seconds) {
        keepAliveSeconds = seconds;
        return this;
    }

    TestLimits connectSeconds(int seconds) {
        connectSeconds = seconds;
        return this;
    }

    Limits make() {
        return new Limits(
                connections,
                1 << 20,
                64,
                64,
                1 << 20,
                inflightTotal,
                sessions,
                subscriptions,
                subscriptionBytes,
                queueBytes,
                queueTotal,
                retainedBytes,
                604_800,
                keepAliveSeconds,
                connectSeconds);
    }
}
