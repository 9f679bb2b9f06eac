package org.headgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.headgate.testkit.NodeScript;
import org.junit.jupiter.api.Test;

/** The short form of {@code benchmarks/soak/soak sale-kills}. */
class SaleKillTest {
    private static final int KILLS = 10;

    @Test
    void gateway_killedWhileItSells_chargesOnceAndClaimsWhatItCharged() throws Exception {
        Verdict verdict = new Verdict("sale-kills", System.out::println);
        SaleKills.run(verdict, new NodeScript(Shop.ANVIL).fetched(), KILLS);
        System.out.println(verdict.json());
        assertThat(verdict.broken()).isEmpty();
    }
}
