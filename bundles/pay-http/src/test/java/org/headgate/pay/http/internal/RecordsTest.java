package org.headgate.pay.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.net.http.HttpResponse;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.api.topic.DurableTopic;
import org.headgate.api.topic.DurableTopics;
import org.headgate.proof.Secp256k1;
import org.headgate.x402.BatchSettlement;
import org.headgate.x402.ChannelConfig;
import org.headgate.x402.ChannelPayment;
import org.headgate.x402.Headers;
import org.headgate.x402.PaymentPayload;
import org.headgate.x402.PaymentRequirements;
import org.headgate.x402.Voucher;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What it takes to have the disk read. */
class RecordsTest {
    private static final byte[] KEY = PaymentSamples.filled(9).bytes();
    private static final Address NOBODY = Address.parse("0x" + "00".repeat(20));

    private final AtomicInteger reads = new AtomicInteger();

    @ParameterizedTest
    @CsvSource({"right, 1", "otherSigner, 0", "otherAmount, 0", "otherChannel, 0", "noVoucher, 0", "noChannel, 0"})
    void voucher_thatItsSignerDidNotSign_orForNoChannel_readsNothing(String what, int read) throws Exception {
        try (Shop shop = new Shop(TestConfig.PLAIN)) {
            shop.shop.topics = new TestTopics(reads);
            ((TestSales) shop.shop.sales).keepsChannels = !what.equals("noChannel");

            HttpResponse<String> answer =
                    shop.get("/feeds/air/records", Headers.PAYMENT_SIGNATURE, Headers.encode(payment(what)));

            assertThat(Shop.code(answer)).as("the market's answer").isEqualTo("not_priced");
            assertThat(reads).hasValue(read);
        }
    }

    private static byte[] payment(String what) throws Exception {
        Address payer = what.equals("otherSigner") ? PaymentSamples.BUYER : Secp256k1.address(KEY);
        ChannelConfig config = new ChannelConfig(
                payer, NOBODY, TestSales.PAY_TO, TestSales.PAY_TO, TestSales.DOLLAR, 86_400, PaymentSamples.filled(1));
        BatchSettlement contract = BatchSettlement.canonical(TestSales.NETWORK);
        Hash id = what.equals("otherChannel") ? PaymentSamples.filled(2) : contract.channelId(config);
        BigInteger signed = BigInteger.valueOf(1_000);
        Voucher voucher = Voucher.of(
                id,
                what.equals("otherAmount") ? signed.add(BigInteger.ONE) : signed,
                Secp256k1.sign(KEY, contract.voucherDigest(id, signed)));
        ObjectNode payload = new ChannelPayment.Pay(config, voucher).payload();
        if (what.equals("noVoucher")) {
            payload.remove("voucher");
        }
        ObjectNode extra = Shop.JSON
                .createObjectNode()
                .put("receiverAuthorizer", TestSales.PAY_TO.toString())
                .put("withdrawDelay", 86_400);
        PaymentRequirements way = new PaymentRequirements(
                PaymentRequirements.BATCH_SETTLEMENT,
                TestSales.NETWORK,
                signed,
                TestSales.DOLLAR,
                TestSales.PAY_TO,
                300,
                extra);
        return new PaymentPayload(null, way, payload, null).json();
    }

    /** One topic without records, which counts who reads it. */
    private record TestTopics(AtomicInteger reads) implements DurableTopics, DurableTopic {
        @Override
        public DurableTopic find(String topic) {
            return this;
        }

        @Override
        public Collection<DurableTopic> list() {
            return List.of(this);
        }

        @Override
        public String topic() {
            return "feeds/air/records";
        }

        @Override
        public String feed() {
            return "air";
        }

        @Override
        public long earliest() {
            return 0;
        }

        @Override
        public long next() {
            return 1;
        }

        @Override
        public Page read(long position, int max) {
            reads.incrementAndGet();
            return new Page(List.of(), 1, null);
        }

        @Override
        public Page tail(long position, int max) {
            return new Page(List.of(), 1, null);
        }
    }
}
