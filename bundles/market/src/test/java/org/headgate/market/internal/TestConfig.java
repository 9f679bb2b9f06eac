package org.headgate.market.internal;

import java.lang.annotation.Annotation;

/** Small limits. */
record TestConfig(int passes_max, int signin_failures) implements PassMarket.Config {
    @Override
    public int passes_keep_days() {
        return 90;
    }

    @Override
    public int ledger_keep_days() {
        return 4_000;
    }

    @Override
    public int signin_hosts() {
        return 8;
    }

    @Override
    public Class<? extends Annotation> annotationType() {
        return PassMarket.Config.class;
    }
}
