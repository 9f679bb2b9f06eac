package org.headgate.deploy.internal.drop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleException;

class TimedStepsTest {
    private final TimedSteps steps = new TimedSteps(() -> 1);

    @AfterEach
    void close() {
        steps.close();
    }

    @Test
    void step_thatNeverReturns_isInterruptedAndCostsNoFurtherStep() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        assertThatThrownBy(() -> steps.run("Its start", () -> {
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                    }
                }))
                .isInstanceOf(BundleException.class)
                .hasMessage("Its start has not ended within 1 s");
        interrupted.await();
        boolean[] done = {false};
        steps.run("Its stop", () -> done[0] = true);
        assertThat(done[0]).isTrue();
    }

    @Test
    void step_thatFails_saysHow() {
        assertThatThrownBy(() -> steps.run("Its start", () -> {
                    throw new BundleException("no");
                }))
                .isInstanceOf(BundleException.class)
                .hasMessage("no");
        assertThatThrownBy(() -> steps.run("Its start", () -> {
                    throw new NoClassDefFoundError("org/example/X");
                }))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("Its start failed")
                .hasMessageContaining("org/example/X");
    }
}
