package org.headgate.pay.http.internal;

import java.lang.annotation.Annotation;
import org.headgate.testkit.PemFiles;

/** Small limits. */
record TestConfig(
        int port,
        int tls_port,
        String[] tls_certificate_file,
        String[] tls_key_file,
        String public_url,
        String[] broker_url,
        int connections_max,
        int request_seconds,
        int answer_seconds)
        implements PayHttpConfig {
    private static final String[] NONE = {};

    static final TestConfig PLAIN = new TestConfig("", NONE, 128, 60, 60);

    TestConfig(String publicUrl, String[] brokerUrl, int connectionsMax, int requestSeconds, int answerSeconds) {
        this(0, -1, NONE, NONE, publicUrl, brokerUrl, connectionsMax, requestSeconds, answerSeconds);
    }

    /** TLS alone. */
    static TestConfig encrypted(PemFiles pem, int connectionsMax, int requestSeconds) {
        String[] certificates = {pem.certificate().toString()};
        String[] keys = {pem.key().toString()};
        return new TestConfig(-1, 0, certificates, keys, "", NONE, connectionsMax, requestSeconds, 60);
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
