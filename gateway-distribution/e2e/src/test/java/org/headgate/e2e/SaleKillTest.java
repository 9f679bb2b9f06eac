package org.headgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.headgate.testkit.NodeScript;
import org.junit.jupiter.api.Test;

/** The short form of {@code benchmarks/soak/soak sale-kills}. */
class SaleKillTest {
    private static final int KILLS = 10;
    private static final Path ANVIL = Path.of("../../bundles/chain-testkit/src/main/solidity");

    @Test
    void gateway_killedWhileItSells_chargesOnceAndClaimsWhatItCharged() throws Exception {
        new NodeScript(ANVIL).run("compile.mjs", "--check", "../resources/org/headgate/chain/testkit/contracts.json");
        Verdict verdict = new Verdict("sale-kills", System.out::println);
        SaleKills.run(verdict, ANVIL, KILLS);
        System.out.println(verdict.json());
        assertThat(verdict.broken()).isEmpty();
    }
}
