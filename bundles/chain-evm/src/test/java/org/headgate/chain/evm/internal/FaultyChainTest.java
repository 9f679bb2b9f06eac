package org.headgate.chain.evm.internal;

import java.net.URI;
import org.headgate.api.status.Report;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Tests of a chain of which some endpoint fails. */
abstract class FaultyChainTest extends ChainTest {
    static int nonces = 20;
    FaultProxy proxy;

    @BeforeEach
    void open() throws Exception {
        proxy = new FaultProxy(local.endpoint());
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    Gateway gateway(URI... endpoints) throws Exception {
        return new Gateway(data, Bench.limits(), endpoints);
    }

    static String text(Gateway gateway) {
        Report report = gateway.report();
        return report.facts() + " " + report.problems() + gateway.chain.view();
    }
}
