package org.headgate.buy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.api.batch.Signer;
import org.headgate.identity.keystore.Key;
import org.headgate.x402.BatchSettlement;
import org.headgate.x402.ChannelPayment;
import org.headgate.x402.ChannelState;
import org.headgate.x402.Network;
import org.headgate.x402.OfferReceipt;
import org.headgate.x402.PaymentPayload;
import org.headgate.x402.PaymentRefused;
import org.headgate.x402.PaymentRequired;
import org.headgate.x402.PaymentRequirements;
import org.headgate.x402.Resource;
import org.headgate.x402.SettlementResponse;
import org.headgate.x402.Voucher;
import org.headgate.x402.VoucherRule;
import org.jspecify.annotations.Nullable;

/** A seller with the protocol's own checks and a chain in memory, and what he says to a buyer. Time stands still where it is set. */
final class Shop implements Purse.Cashier {
    static final Network NETWORK = new Network(84_532);
    static final Address DOLLAR = Address.parse("0x036cbd53842c5426634e7929541ec2318f3dcf7e");
    static final Key SELLER = key(9);
    static final Key BUYER = key(7);
    static final long WINDOW = 500;

    long now = 1_800_000_000L;
    long balance;
    long charged;
    int deposits;
    long refunded;
    /** The answer to the next payment is lost, though it was taken. */
    boolean losesAnswer;
    /** The next payment is lost. */
    boolean losesPayment;

    @Nullable
    Long lies;

    @Nullable
    String failure;

    private final List<Hash> spent = new ArrayList<>();
    private @Nullable Voucher last;

    static Key key(int filled) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) filled);
        return new Key(bytes);
    }

    static Progress silent() {
        return new Progress(new PrintStream(OutputStream.nullOutputStream()));
    }

    static Account account(Books books, long limit) throws IOException, Halt {
        State kept = books.read();
        State state = kept == null
                ? State.begin("mqtt://shop.example", "air", BUYER.address(), "reader")
                        .withLimit(limit)
                : kept;
        Account account = new Account(BUYER, books, state, () -> limit, silent());
        account.requireGateway(SELLER.address());
        return account;
    }

    static Books books(Path folder) throws IOException, Halt {
        return Books.open(folder.resolve("air.jsonl.buy"));
    }

    PaymentRequirements way() {
        ObjectNode extra = JsonNodeFactory.instance
                .objectNode()
                .put("name", "USDC")
                .put("version", "2")
                .put("receiverAuthorizer", SELLER.address().toString())
                .put("withdrawDelay", 604_800)
                .put("minDeposit", "1000");
        return new PaymentRequirements(
                PaymentRequirements.BATCH_SETTLEMENT,
                NETWORK,
                BigInteger.valueOf(WINDOW),
                DOLLAR,
                SELLER.address(),
                60,
                extra);
    }

    PaymentRequired offer() {
        return offer(SELLER, way());
    }

    PaymentRequired offer(Signer signer, PaymentRequirements... ways) {
        ObjectNode extensions = JsonNodeFactory.instance.objectNode();
        extensions.set(
                OfferReceipt.NAME, OfferReceipt.offers(signer, "mqtt://shop/feeds/air", List.of(ways), now + 60));
        return new PaymentRequired(null, new Resource("mqtt://shop/feeds/air"), List.of(ways), extensions);
    }

    ChannelState channel() {
        long told = lies == null ? charged : lies;
        return new ChannelState(
                BigInteger.valueOf(balance), BigInteger.ZERO, 0, BigInteger.ZERO, BigInteger.valueOf(told), last);
    }

    @Override
    public byte[] ask(byte[] payload) throws Lost {
        if (payload.length == 0) {
            return offer().json();
        }
        if (losesPayment) {
            losesPayment = false;
            throw new Lost("the payment was lost");
        }
        byte[] answer = pay(payload);
        if (losesAnswer) {
            losesAnswer = false;
            throw new Lost("the answer was lost");
        }
        return answer;
    }

    @Override
    public void rest() {
        now++;
    }

    private byte[] pay(byte[] payload) {
        BatchSettlement contract = BatchSettlement.canonical(NETWORK);
        Hash id = Hash.ZERO;
        try {
            ChannelPayment payment = ChannelPayment.read(PaymentPayload.read(payload));
            id = payment.voucher().channelId();
            contract.check(payment, way(), channel(), VoucherRule.CREDIT, now);
            if (failure != null) {
                String code = failure;
                failure = null;
                return SettlementResponse.failed(NETWORK, BUYER.address(), "", code, "the chain says no")
                        .json();
            }
            if (payment instanceof ChannelPayment.OpenOrTopUp open) {
                Hash nonce = org.headgate.proof.Keccak.hash(open.deposit().collectorData());
                if (!spent.contains(nonce)) {
                    spent.add(nonce);
                    deposits++;
                    balance += open.deposit().amount().longValueExact();
                }
            }
            if (payment instanceof ChannelPayment.Refund) {
                refunded = balance - charged;
                balance = charged;
                ObjectNode extra = JsonNodeFactory.instance.objectNode();
                extra.set("channelState", channel().json(id));
                return SettlementResponse.settled(
                                NETWORK, BUYER.address(), "0xgivenback", BigInteger.valueOf(refunded), extra)
                        .json();
            }
            last = payment.voucher();
            ObjectNode extra = JsonNodeFactory.instance.objectNode();
            extra.set("channelState", channel().json(id));
            return SettlementResponse.settled(NETWORK, BUYER.address(), "", null, extra)
                    .json();
        } catch (PaymentRefused e) {
            if (e.code().equals(BatchSettlement.CUMULATIVE_AMOUNT_MISMATCH)) {
                return channel().correct(offer(), NETWORK, id).json();
            }
            return new PaymentRequired(e.code(), offer().resource(), offer().accepts(), null).json();
        }
    }
}
