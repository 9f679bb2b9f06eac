package org.headgate.feeds.internal;

import java.lang.annotation.Annotation;

/** The defaults, but for a quick linger. */
record TestConfig(int linger_ms, int windows_kib) implements GatewayFeeds.Config {
    static final TestConfig DEFAULT = new TestConfig(1, 2_048);

    @Override
    public int max() {
        return 4;
    }

    @Override
    public int tail_mib() {
        return 1;
    }

    @Override
    public int proofs_mib() {
        return 1;
    }

    @Override
    public int rows_mib() {
        return 16;
    }

    @Override
    public int grace_seconds() {
        return 30;
    }

    @Override
    public int refresh_seconds() {
        return 300;
    }

    @Override
    public int offer_valid_hours() {
        return 24;
    }

    @Override
    public int chain_days() {
        return 30;
    }

    @Override
    public String place_lat() {
        return "52.5";
    }

    @Override
    public String place_lon() {
        return "13.4";
    }

    @Override
    public Class<? extends Annotation> annotationType() {
        return GatewayFeeds.Config.class;
    }
}
