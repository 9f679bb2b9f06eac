package org.headgate.market.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.headgate.api.batch.Hash;
import org.headgate.api.market.Entitlements.Due;
import org.headgate.chain.evm.internal.EvmChain;
import org.headgate.chain.testkit.LocalChain;
import org.headgate.market.Sales.Sale;
import org.headgate.proof.Keccak;
import org.headgate.proof.Secp256k1;
import org.headgate.x402.ChannelConfig;
import org.headgate.x402.ChannelPayment;
import org.headgate.x402.Payer;
import org.headgate.x402.PaymentPayload;
import org.headgate.x402.PaymentRequired;
import org.headgate.x402.VoucherRule;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Opens channels on a local chain, each of another payer, charges ten records to each, and has the market claim them. */
@Command(name = "claim", description = "claims from many channels at once, on a local chain")
final class ClaimMany implements Callable<Integer> {
    private static final long RECORD = 100;
    private static final int RECORDS = 10;
    private static final long DUE = RECORD * RECORDS;
    private static final int TOGETHER = 10;
    /** How a call of the settlement contract's claim begins. */
    private static final String CLAIM = "0x"
            + HexFormat.of()
                    .formatHex(
                            Keccak.hash(
                                            "claimWithSignature((((address,address,address,address,address,uint40,bytes32),uint128),bytes,uint128)[],bytes)"
                                                    .getBytes(StandardCharsets.US_ASCII))
                                    .bytes(),
                            0,
                            4);

    @Option(names = "--data", required = true, description = "folder for a database")
    Path data = Path.of("");

    @Option(names = "--packages", required = true, description = "where npm put anvil")
    Path packages = Path.of("");

    @Option(names = "--channels", defaultValue = "100")
    int channels;

    ClaimMany() {}

    @Override
    public Integer call() throws Exception {
        try (LocalChain local = LocalChain.start(packages, BenchShop.NETWORK.chainId())) {
            local.rpc("anvil_setBalance", BenchShop.SELLER.toString(), "0x56bc75e2d63100000");
            Map<String, Object> settings = Map.of(
                    "request.records",
                    RECORDS,
                    "deposit.min.dollars",
                    "0.001",
                    // Due as soon as the last of them is charged.
                    "claim.threshold.dollars",
                    new BigDecimal(BigInteger.valueOf(DUE * channels), 6).toPlainString());
            try (BenchShop shop = new BenchShop(data, local.dollar(), RECORD, settings);
                    EvmChain chain = EvmChain.local(
                            BenchShop.NETWORK,
                            local.endpoint(),
                            BenchShop.signer(),
                            shop.store.precious(),
                            shop.scheduler)) {
                shop.sellOn(chain);
                List<Hash> opened = open(shop, local);
                claim(shop, local, chain, opened);
            }
        }
        return 0;
    }

    private List<Hash> open(BenchShop shop, LocalChain local) throws Exception {
        List<Hash> opened = new ArrayList<>();
        List<CompletableFuture<Sale>> sales = new ArrayList<>();
        for (int i = 0; i < channels; i++) {
            byte[] key = BenchShop.filled(1_000 + i).bytes();
            Payer payer = new Payer(Secp256k1.address(key), digest -> Secp256k1.sign(key, digest));
            local.mint(payer.address(), BigInteger.valueOf(10 * DUE));
            ChannelConfig config = BenchShop.channel(payer.address(), local.dollar(), 1);
            opened.add(BenchShop.CONTRACT.channelId(config));
            sales.add(pay(shop, payer, config).toCompletableFuture());
            if (sales.size() == TOGETHER || i == channels - 1) {
                for (CompletableFuture<Sale> sale : sales) {
                    if (!(sale.join() instanceof Sale.Done)) {
                        throw new IllegalStateException("a channel was not opened: " + sale.join());
                    }
                }
                sales.clear();
            }
        }
        return opened;
    }

    private static CompletionStage<Sale> pay(BenchShop shop, Payer payer, ChannelConfig config) throws Exception {
        PaymentRequired offer = shop.offer(VoucherRule.REQUEST);
        Hash id = BenchShop.CONTRACT.channelId(config);
        long now = Instant.now().getEpochSecond();
        ChannelPayment payment = new ChannelPayment.OpenOrTopUp(
                config,
                payer.voucher(BenchShop.CONTRACT, id, BigInteger.valueOf(DUE)),
                payer.deposit(BenchShop.CONTRACT, shop.token, id, BigInteger.valueOf(5 * DUE), now - 60, now + 600));
        List<Due> due = LongStream.range(0, RECORDS)
                .mapToObj(position -> new Due(position, 100))
                .toList();
        return shop.sales.pay(
                BenchShop.FEED,
                BenchShop.URL,
                new PaymentPayload(offer.resource(), offer.accepts().get(0), payment.payload(), offer.extensions()),
                VoucherRule.REQUEST,
                due);
    }

    /** The market's own round may come first: what is looked for is looked for in all blocks. */
    private static void claim(BenchShop shop, LocalChain local, EvmChain chain, List<Hash> opened) throws Exception {
        long began = System.nanoTime();
        shop.sales.round().toCompletableFuture().join();
        long took = System.nanoTime() - began;
        long claimed = 0;
        for (Hash id : opened) {
            claimed += chain.channel(id)
                    .toCompletableFuture()
                    .join()
                    .totalClaimed()
                    .longValueExact();
        }
        if (claimed != DUE * opened.size()) {
            throw new IllegalStateException(claimed + " is claimed of " + DUE * opened.size());
        }
        List<Long> gas = new ArrayList<>();
        long last = Long.decode(local.rpc("eth_blockNumber").asText());
        for (long number = 0; number <= last; number++) {
            String block = "0x" + Long.toHexString(number);
            for (JsonNode one : local.rpc("eth_getBlockByNumber", block, true).path("transactions")) {
                if (one.path("input").asText().startsWith(CLAIM)) {
                    JsonNode receipt = local.rpc(
                            "eth_getTransactionReceipt", one.path("hash").asText());
                    gas.add(Long.decode(receipt.path("gasUsed").asText()));
                }
            }
        }
        long all = gas.stream().mapToLong(Long::longValue).sum();
        System.out.printf(
                Locale.ROOT,
                "{\"channels\":%d,\"transactions\":%d,\"gas\":%d,\"gas_a_channel\":%d,\"ms\":%d}%n",
                opened.size(),
                gas.size(),
                all,
                all / opened.size(),
                TimeUnit.NANOSECONDS.toMillis(took));
    }
}
