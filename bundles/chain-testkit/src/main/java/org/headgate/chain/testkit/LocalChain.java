package org.headgate.chain.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.headgate.api.batch.Address;
import org.headgate.proof.Abi;
import org.headgate.proof.Keccak;

/**
 * A chain of its own in a process of its own (anvil), on loopback and a free port, with a dollar that anybody mints, with channels at the addresses that x402's published
 * client knows, and with the Ethereum Attestation Service. A transaction is in a block when {@link #send} returns. For one thread.
 *
 * <p>Each transaction is sent by {@link #operator()}, whose key the node holds.
 */
public final class LocalChain implements AutoCloseable {
    /** Where x402's batch settlement is on every chain. */
    public static final Address SETTLEMENT = Address.parse("0x4020074e9df2ce1dee5a9c1b5c3f541d02a10003");

    /** And its collector of deposits by EIP-3009. */
    public static final Address COLLECTOR = Address.parse("0x4020806089470a89826cb9fb1f4059150b550004");

    /** Where the Ethereum Attestation Service is on chains of the OP stack. */
    public static final Address EAS = Address.parse("0x4200000000000000000000000000000000000021");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LISTENING = "Listening on ";
    private static final long PATIENCE_NANOS = 60_000_000_000L;
    private static final String GAS = "0x1c9c380";

    private final Process process;
    private final URI endpoint;
    private final JsonRpc rpc;
    private final JsonNode contracts;
    private final Address operator;
    private final Address dollar;

    private LocalChain(Process process, URI endpoint) throws IOException {
        this.process = process;
        this.endpoint = endpoint;
        this.rpc = new JsonRpc(endpoint);
        try (InputStream in = LocalChain.class.getResourceAsStream("contracts.json")) {
            this.contracts = JSON.readTree(in);
        }
        this.operator = Address.parse(rpc.call("eth_accounts").get(0).textValue());
        this.dollar = deploy("TestDollar");
        place(deploy("TestBatchSettlement"), SETTLEMENT);
        place(deploy("TestDepositCollector", new Abi().address(SETTLEMENT).encode()), COLLECTOR);
        place(deploy("EAS", new Abi().address(deploy("SchemaRegistry")).encode()), EAS);
    }

    /**
     * Starts one.
     *
     * @param packages the folder into which npm put {@code @foundry-rs/anvil-linux-amd64}: that of this module's {@code src/main/solidity/package.json}
     * @throws IOException with what to do, where anvil is missing or ends
     */
    public static LocalChain start(Path packages, long chainId) throws IOException {
        Process process = new ProcessBuilder(
                        anvil(packages).toString(),
                        "--host",
                        "127.0.0.1",
                        "--port",
                        "0",
                        "--chain-id",
                        Long.toString(chainId))
                .redirectErrorStream(true)
                .start();
        try {
            return new LocalChain(process, endpoint(process));
        } catch (IOException | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /** Its JSON-RPC. */
    public URI endpoint() {
        return endpoint;
    }

    /** Who sends, with ether enough. */
    public Address operator() {
        return operator;
    }

    /** The token: six decimals, EIP-3009, domain {@code USDC} version {@code 2}. */
    public Address dollar() {
        return dollar;
    }

    public void mint(Address to, BigInteger amount) throws IOException {
        send(dollar, "mint(address,uint256)", new Abi().address(to).uint(amount));
    }

    public BigInteger balance(Address of) throws IOException {
        return new BigInteger(1, call(dollar, "balanceOf(address)", new Abi().address(of)));
    }

    /** Sends a transaction. Its hash. @throws ChainException where it would revert */
    public String send(Address to, String function, Abi arguments) throws IOException {
        Map<String, String> transaction = transaction(to, function, arguments);
        rpc.call("eth_call", transaction, "latest");
        return mined(rpc.call("eth_sendTransaction", transaction));
    }

    /** What a function answers. @throws ChainException where it reverts */
    public byte[] call(Address to, String function, Abi arguments) throws IOException {
        return bytes(rpc.call("eth_call", transaction(to, function, arguments), "latest"));
    }

    /** Any other call of the node, for example {@code evm_increaseTime}. */
    public JsonNode rpc(String method, Object... parameters) throws IOException {
        return rpc.call(method, parameters);
    }

    /** Lets so many seconds pass on the chain. */
    public void pass(long seconds) throws IOException {
        rpc.call("evm_increaseTime", seconds);
        rpc.call("evm_mine");
    }

    /** Ends the process, and with it all that was on the chain. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static Path anvil(Path packages) throws IOException {
        Path anvil = packages.resolve("node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil")
                .toAbsolutePath()
                .normalize();
        if (!Files.isExecutable(anvil)) {
            throw new IOException("anvil is missing; install it: cd "
                    + packages.toAbsolutePath().normalize() + " && npm ci --ignore-scripts (Linux on amd64)");
        }
        return anvil;
    }

    private static URI endpoint(Process process) throws IOException {
        BufferedReader output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        StringBuilder said = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(LISTENING)) {
                drain(output);
                return URI.create("http://" + line.substring(LISTENING.length()).trim());
            }
            said.append(line).append('\n');
        }
        throw new IOException("anvil ended: " + said);
    }

    /** It would stand still once the pipe is full. */
    private static void drain(BufferedReader output) {
        Thread thread = new Thread(() -> output.lines().forEach(line -> {}), "anvil-output");
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((ended, why) -> {});
        thread.start();
    }

    private Address deploy(String name, byte[]... constructor) throws IOException {
        StringBuilder code =
                new StringBuilder(contracts.path(name).path("bytecode").textValue());
        Arrays.stream(constructor).forEach(part -> code.append(HexFormat.of().formatHex(part)));
        String hash = mined(rpc.call(
                "eth_sendTransaction", Map.of("from", operator.toString(), "data", code.toString(), "gas", GAS)));
        return Address.parse(rpc.call("eth_getTransactionReceipt", hash)
                .path("contractAddress")
                .textValue());
    }

    /** The same code at another address; its storage is empty there. */
    private void place(Address from, Address to) throws IOException {
        rpc.call(
                "anvil_setCode",
                to.toString(),
                rpc.call("eth_getCode", from.toString(), "latest").textValue());
    }

    /** The node answers with the hash before the block is made. */
    private String mined(JsonNode hash) throws IOException {
        long until = System.nanoTime() + PATIENCE_NANOS;
        JsonNode receipt = rpc.call("eth_getTransactionReceipt", hash.textValue());
        while (receipt.isNull() && System.nanoTime() - until < 0) {
            LockSupport.parkNanos(1_000_000);
            receipt = rpc.call("eth_getTransactionReceipt", hash.textValue());
        }
        if (!receipt.path("status").asText().equals("0x1")) {
            throw new ChainException("the transaction failed", receipt);
        }
        return hash.textValue();
    }

    private Map<String, String> transaction(Address to, String function, Abi arguments) {
        byte[] selector = Arrays.copyOf(Keccak.hash(function.getBytes(US_ASCII)).bytes(), 4);
        String data = "0x" + HexFormat.of().formatHex(selector) + HexFormat.of().formatHex(arguments.encode());
        return Map.of("from", operator.toString(), "to", to.toString(), "data", data, "gas", GAS);
    }

    private static byte[] bytes(JsonNode hex) {
        return HexFormat.of().parseHex(hex.textValue().substring(2));
    }
}
