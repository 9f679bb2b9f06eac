package org.headgate.market.internal;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.headgate.api.batch.Address;
import org.headgate.market.Sales.NotForSale;
import org.headgate.proof.Secp256k1;
import org.headgate.store.StoreUnavailable;
import org.headgate.x402.ChannelConfig;
import org.headgate.x402.ChannelPayment;
import org.headgate.x402.Payer;
import org.headgate.x402.PaymentPayload;
import org.headgate.x402.PaymentRequired;
import org.headgate.x402.VoucherRule;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Signs the payments beforehand, so that the buyers' work is not measured: of {@value #CHANNELS} channels in turn, each with a payer of its own, each voucher higher than the one before. */
@Command(name = "sign", description = "writes payments, each with a voucher of its own, into a file")
final class SignVouchers implements Callable<Integer> {
    static final Address DOLLAR = Address.parse("0x00000000000000000000000000000000000000dd");
    static final int CHANNELS = 100;
    /** A window of credit of 256 records is a dollar, so that there are a million vouchers in it. */
    static final long RECORD = 4_000;

    private static final int TOGETHER = 1_000;

    @Option(names = "--data", required = true, description = "folder for a database")
    Path data = Path.of("");

    @Option(names = "--out", required = true)
    Path out = Path.of("");

    @Option(names = "--count", required = true)
    int count;

    SignVouchers() {}

    @Override
    public Integer call() throws IOException, StoreUnavailable, NotForSale, InterruptedException {
        List<Payer> payers =
                IntStream.range(0, CHANNELS).mapToObj(SignVouchers::payer).toList();
        try (BenchShop shop = new BenchShop(data, DOLLAR, RECORD, Map.of());
                DataOutputStream file = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(out)))) {
            shop.sellOn(BenchShop.standing(shop.token));
            PaymentRequired offer = shop.offer(VoucherRule.CREDIT);
            for (int from = 0; from < count; from += TOGETHER) {
                List<byte[]> signed = IntStream.range(from, Math.min(count, from + TOGETHER))
                        .parallel()
                        .mapToObj(number -> payment(payers.get(number % CHANNELS), offer, number)
                                .json())
                        .toList();
                for (byte[] one : signed) {
                    file.writeInt(one.length);
                    file.write(one);
                }
            }
        }
        return 0;
    }

    private static Payer payer(int channel) {
        byte[] key = BenchShop.filled(1_000 + channel).bytes();
        return new Payer(Secp256k1.address(key), digest -> Secp256k1.sign(key, digest));
    }

    private static PaymentPayload payment(Payer payer, PaymentRequired offer, int number) {
        ChannelConfig channel = BenchShop.channel(payer.address(), DOLLAR, number % CHANNELS);
        BigInteger max = BigInteger.valueOf(number / CHANNELS + 1);
        ChannelPayment.Pay payment = new ChannelPayment.Pay(
                channel, payer.voucher(BenchShop.CONTRACT, BenchShop.CONTRACT.channelId(channel), max));
        return new PaymentPayload(offer.resource(), offer.accepts().get(0), payment.payload(), offer.extensions());
    }
}
