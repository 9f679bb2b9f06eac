package org.headgate.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.api.feed.Dollars;
import org.headgate.chain.testkit.LocalChain;
import org.headgate.proof.Abi;
import org.headgate.proof.Secp256k1;
import org.headgate.x402.ChannelWallet;
import org.jspecify.annotations.Nullable;

/** A buyer pays for each record over MQTT, on a chain of this machine whose dollar and contracts are for tests alone. */
final class PaidRecords implements Trade {
    static final long CHAIN_ID = 31_337;
    private static final String NETWORK = "eip155:" + CHAIN_ID;
    private static final String PRICE = "0.001";
    private static final BigInteger DEPOSIT = BigInteger.valueOf(1_000_000);
    private static final BigInteger PURSE = BigInteger.valueOf(1_000_000_000_000L);
    private static final String ONE_ETHER = "0xde0b6b3a7640000";
    private static final int PATIENCE_SECONDS = 90;

    private final LocalChain chain;
    private final ChannelWallet wallet;
    private @Nullable Address gatewayAddress;

    private PaidRecords(LocalChain chain) throws IOException {
        this.chain = chain;
        this.wallet = new ChannelWallet(key(), DEPOSIT, PURSE);
        chain.mint(wallet.address(), PURSE);
    }

    /** @throws IOException why there can be no chain here, and what to do */
    static PaidRecords start(PrintStream out) throws IOException, InterruptedException {
        LocalChain chain = LocalChain.start(Anvil.fetched(out), CHAIN_ID);
        try {
            PaidRecords trade = new PaidRecords(chain);
            out.println("A local test chain runs on port " + chain.endpoint().getPort()
                    + "; its dollar and contracts are for tests and worth nothing.");
            return trade;
        } catch (IOException | RuntimeException e) {
            chain.close();
            throw e;
        }
    }

    private static byte[] key() {
        SecureRandom random = new SecureRandom();
        byte[] key = new byte[32];
        do {
            random.nextBytes(key);
        } while (!Secp256k1.isPrivateKey(key));
        return key;
    }

    @Override
    public List<String> settings() {
        return List.of(
                "market.network=" + NETWORK,
                "market.asset=" + chain.dollar(),
                // Whatever is charged is claimed in the next round, so that a minute shows it.
                "market.claim.threshold.dollars=0.000001",
                // Small, so that a minute shows how credit is renewed.
                "market.credit.window.records=100",
                "chain-evm.network=" + NETWORK,
                "chain-evm.rpc.urls=" + chain.endpoint(),
                "chain-evm.poll.ms=100",
                "chain-evm.look.seconds=1",
                "chain-evm.gas.daily.max=1000000000000000000");
    }

    @Override
    public void prepare(Address gateway) throws IOException {
        gatewayAddress = gateway;
        chain.rpc("anvil_setBalance", gateway.toString(), ONE_ETHER);
    }

    @Override
    public List<String> terms() {
        return List.of("--record-price", PRICE);
    }

    @Override
    public Buyer buyer(Gateway gateway, int port, String feed, Checked checked)
            throws IOException, MqttException, InterruptedException {
        return PayingBuyer.open(port, wallet, Objects.requireNonNull(gatewayAddress), feed, checked);
    }

    @Override
    public String explained() {
        return "a buyer with a wallet and no account pays " + PRICE + " dollars a record.";
    }

    /** The four are asked one after the other, so they agree only once nothing moves any more. */
    @Override
    public Money money(Gateway gateway, Buyer buyer) throws IOException, InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        Money money = now(gateway);
        while (!money.agrees() && System.nanoTime() - until < 0) {
            TimeUnit.MILLISECONDS.sleep(200);
            money = now(gateway);
        }
        return money;
    }

    private Money now(Gateway gateway) throws IOException, InterruptedException {
        JsonNode metrics = gateway.status().path("metrics");
        return new Money(
                Dollars.parse(PRICE),
                metrics.path("market.total.charge.millionths").asLong(),
                wallet.charged().longValueExact(),
                claimed(),
                chain.balance(Objects.requireNonNull(gatewayAddress)).longValueExact());
    }

    private long claimed() throws IOException {
        Hash channel = wallet.channelId();
        if (channel == null) {
            return 0;
        }
        byte[] state = chain.call(LocalChain.SETTLEMENT, "channels(bytes32)", new Abi().bytes32(channel));
        return new BigInteger(1, Arrays.copyOfRange(state, 32, 64)).longValueExact();
    }

    @Override
    public void close() {
        chain.close();
    }
}
