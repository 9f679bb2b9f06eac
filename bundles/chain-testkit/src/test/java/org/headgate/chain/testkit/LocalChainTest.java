package org.headgate.chain.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.proof.Abi;
import org.headgate.testkit.NodeScript;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalChainTest {
    private static final Path PACKAGES = Path.of("src/main/solidity");

    @Test
    void contracts_areWhatTheSourcesCompileTo() throws Exception {
        assertThat(check()).contains("TestBatchSettlement", "EAS");
    }

    @Test
    void chain_startsWithADollarAndChannels_andLetsTimePass() throws Exception {
        check();
        try (LocalChain chain = LocalChain.start(PACKAGES, 31_337)) {
            Address holder = Address.parse("0x00000000000000000000000000000000000000aa");
            chain.mint(holder, BigInteger.valueOf(2_500_000));

            assertThat(chain.balance(holder)).isEqualTo(2_500_000);
            assertThat(chain.call(LocalChain.SETTLEMENT, "CHANNEL_CONFIG_TYPEHASH()", new Abi()))
                    .hasSize(32);
            assertThat(chain.call(LocalChain.COLLECTOR, "settlement()", new Abi()))
                    .endsWith(LocalChain.SETTLEMENT.bytes());
            Abi root = new Abi().bytes32(Hash.of(new byte[32]));
            chain.send(LocalChain.EAS, "timestamp(bytes32)", root);
            assertThat(new BigInteger(1, chain.call(LocalChain.EAS, "getTimestamp(bytes32)", root)))
                    .isPositive();
            assertThatThrownBy(() -> chain.send(LocalChain.EAS, "timestamp(bytes32)", root))
                    .isInstanceOf(ChainException.class);
            assertThatThrownBy(() -> chain.send(
                            chain.dollar(),
                            "transfer(address,uint256)",
                            new Abi().address(holder).uint(1)))
                    .isInstanceOf(ChainException.class)
                    .hasMessageContaining("revert");
            long before = time(chain);
            chain.pass(86_400);
            assertThat(time(chain) - before).isGreaterThanOrEqualTo(86_400);
        }
    }

    @Test
    void start_withoutAnvil_saysHowToInstallIt(@TempDir Path empty) {
        assertThatThrownBy(() -> LocalChain.start(empty, 1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("npm ci");
    }

    /** Fetches the packages too, anvil among them, where they are not there. */
    private static String check() throws Exception {
        return new NodeScript(PACKAGES)
                .run("compile.mjs", "--check", "../resources/org/headgate/chain/testkit/contracts.json")
                .toString();
    }

    private static long time(LocalChain chain) throws IOException {
        String hex = chain.rpc("eth_getBlockByNumber", "latest", false)
                .path("timestamp")
                .textValue();
        return Long.parseLong(hex.substring(2), 16);
    }
}
