package org.headgate.chain.evm.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.headgate.api.batch.Address;
import org.headgate.x402.BatchSettlement;
import org.headgate.x402.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    private static final Network BASE = new Network(8_453);

    @TempDir
    Path folder;

    @Test
    void known_networkByDefault_hasItsContracts() {
        Setup setup = Settings.read(config(Map.of("network", "eip155:8453")));

        assertThat(setup.network()).isEqualTo(BASE);
        assertThat(setup.settlement()).isEqualTo(BatchSettlement.canonical(BASE));
        assertThat(setup.anchors()).isEqualTo(Address.parse("0x4200000000000000000000000000000000000021"));
        assertThat(setup.endpoints()).isEmpty();
        assertThat(setup.limits().caps().most()).isEqualTo(BigInteger.valueOf(5_000_000_000L));
    }

    @Test
    void other_network_hasNoAnchorsUnlessTheyAreConfigured() {
        assertThat(Settings.read(config(Map.of("network", "eip155:31337"))).anchors())
                .isNull();
        String address = "0x00000000000000000000000000000000000000aa";
        assertThat(Settings.read(config(Map.of("network", "eip155:31337", "anchor.address", address)))
                        .anchors())
                .isEqualTo(Address.parse(address));
    }

    @Test
    void endpoints_ofTheFile_comeFirst() throws Exception {
        Path file = Files.writeString(folder.resolve("rpc"), "# mine\nhttps://a.example/v2/KEY\n\n");

        Setup setup = Settings.read(config(Map.of(
                "network", "eip155:8453", "rpc.file", file.toString(), "rpc.urls", "https://b.example,http://c:8545")));

        assertThat(setup.endpoints())
                .containsExactly(
                        URI.create("https://a.example/v2/KEY"),
                        URI.create("https://b.example"),
                        URI.create("http://c:8545"));
    }

    @ParameterizedTest
    @CsvSource({
        "network, base, network",
        "rpc.urls, ftp://host.example/SECRET, rpc.urls",
        "rpc.urls, https://host example/SECRET, rpc.urls",
        "rpc.urls, SECRET, rpc.urls",
        "rpc.file, /nowhere/at/all, rpc.file",
        "gas.max.fee.gwei, much, gas.max.fee.gwei",
        "gas.income.percent, 101, gas.income.percent",
        "gas.coin.dollars, 0, gas.coin.dollars",
        "gas.coin.dollars, dear, gas.coin.dollars",
        "gas.max.fee.gwei, 0.0000000001, gas.max.fee.gwei",
        "gas.max.priority.gwei, -1, gas.max.priority.gwei",
        "anchor.address, 0x12, anchor.address",
        "settlement.address, nobody, settlement.address",
        "settle.seconds, 0, settle.seconds",
        "facilitator.url, SECRET, facilitator.url",
        "facilitator.url, https://me:SECRET@host.example, facilitator.url",
        "facilitator.url, http://host.example/x402, https",
        "facilitator.url, http://127.0.0.1.example/x402, https",
        "facilitator.url, https://host.example, facilitator.trust"
    })
    void value_thatIsWrong_isNamedAndNoSecretShown(String key, String value, String named) {
        Map<String, String> given =
                key.equals("network") ? Map.of(key, value) : Map.of("network", "eip155:8453", key, value);
        assertThatThrownBy(() -> Settings.read(config(given)))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .contains(named)
                .doesNotContain("SECRET");
    }

    @Test
    void facilitator_isReadWithItsToken_andIsTrustedWithoutEndpointsAlone() throws Exception {
        Path file = Files.writeString(folder.resolve("token"), "SECRET\n");
        Map<String, String> given = Map.of(
                "network", "eip155:8453",
                "facilitator.url", "https://host.example/x402",
                "facilitator.token.file", file.toString(),
                "facilitator.trust", "true");
        Outside blind = Settings.read(config(given)).facilitator();
        assertThat(blind.token()).isEqualTo("SECRET");
        assertThat(blind.trusted()).isTrue();
        assertThat(blind.toString()).isEqualTo("host.example");

        Map<String, String> seeing = new HashMap<>(given);
        seeing.put("rpc.urls", "https://rpc.example");
        assertThat(Settings.read(config(seeing)).facilitator().trusted()).isFalse();
        seeing.put("facilitator.url", "http://127.0.0.1:4020/");
        assertThat(Settings.read(config(seeing)).facilitator().host()).isEqualTo("127.0.0.1:4020");
        Files.writeString(file, "two\nSECRET lines");
        assertThatThrownBy(() -> Settings.read(config(seeing)))
                .hasMessageContaining("facilitator.token.file")
                .message()
                .doesNotContain("SECRET");
    }

    /** The defaults, but for what is given. */
    private static ChainEvm.Config config(Map<String, String> given) {
        return (ChainEvm.Config) Proxy.newProxyInstance(
                ChainEvm.Config.class.getClassLoader(),
                new Class<?>[] {ChainEvm.Config.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("annotationType")) {
                        return (Class<? extends Annotation>) ChainEvm.Config.class;
                    }
                    String value = given.get(method.getName().replace('_', '.'));
                    if (value == null) {
                        return method.getDefaultValue();
                    }
                    Class<?> type = method.getReturnType();
                    return type == int.class
                            ? Integer.valueOf(value)
                            : type == boolean.class
                                    ? Boolean.valueOf(value)
                                    : type == String[].class ? (Object) value.split(",") : value;
                });
    }
}
