package org.headgate.pay.http.internal;

import java.lang.annotation.Annotation;

/** Small limits. */
record TestConfig(String public_url, String[] broker_url, int connections_max, int request_seconds, int answer_seconds)
        implements PayHttpConfig {
    static final TestConfig PLAIN = new TestConfig("", new String[0], 128, 60, 60);

    @Override
    public int port() {
        return 0;
    }

    @Override
    public String address() {
        return "127.0.0.1";
    }

    @Override
    public int connections_host_max() {
        return 32;
    }

    @Override
    public int header_kib() {
        return 17;
    }

    @Override
    public int body_kib() {
        return 144;
    }

    @Override
    public Class<? extends Annotation> annotationType() {
        return PayHttpConfig.class;
    }
}
