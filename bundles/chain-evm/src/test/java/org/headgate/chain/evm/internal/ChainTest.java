package org.headgate.chain.evm.internal;

import java.nio.file.Path;
import org.headgate.chain.testkit.LocalChain;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Tests of one chain, which goes on from one test to the next. */
abstract class ChainTest {
    static LocalChain local;

    @TempDir
    Path data;

    @BeforeAll
    static void startChain() throws Exception {
        local = Bench.startChain();
    }

    @AfterAll
    static void stopChain() {
        if (local != null) {
            local.close();
        }
    }
}
