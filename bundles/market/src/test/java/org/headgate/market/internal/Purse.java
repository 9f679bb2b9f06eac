package org.headgate.market.internal;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.api.market.Entitlements.Due;
import org.headgate.market.Sales.Sale;
import org.headgate.proof.Secp256k1;
import org.headgate.x402.BatchSettlement;
import org.headgate.x402.ChannelConfig;
import org.headgate.x402.ChannelPayment;
import org.headgate.x402.ContractDomain;
import org.headgate.x402.Deposit;
import org.headgate.x402.PaymentPayload;
import org.headgate.x402.PaymentRequired;
import org.headgate.x402.Voucher;
import org.headgate.x402.VoucherRule;
import org.jspecify.annotations.Nullable;

/** A buyer with a payment channel. */
final class Purse {
    static final String URL = "https://gateway.example/feeds/greenhouse/records";
    static final BatchSettlement CONTRACT = BatchSettlement.canonical(Shop.NETWORK);

    final ChannelConfig config;
    final Hash id;
    final VoucherRule rule;

    private final Shop shop;
    private final byte[] key;
    private final ContractDomain token;
    private int deposits;

    Purse(Shop shop, byte[] key, int salt, VoucherRule rule) {
        this(shop, key, salt, rule, Shop.TOKEN);
    }

    Purse(Shop shop, byte[] key, int salt, VoucherRule rule, ContractDomain token) {
        this.token = token;
        this.shop = shop;
        this.key = key;
        this.rule = rule;
        Address payer = Secp256k1.address(key);
        config = config(payer, payer, salt, token);
        id = CONTRACT.channelId(config);
    }

    /** One who signs for a channel of another, or for one that he says is another's. */
    Purse(Shop shop, Address payer, byte[] key, int salt, VoucherRule rule) {
        this.token = Shop.TOKEN;
        this.shop = shop;
        this.key = key;
        this.rule = rule;
        config = config(payer, Secp256k1.address(key), salt, token);
        id = CONTRACT.channelId(config);
    }

    /** The same channel by another rule. */
    Purse(Purse same, VoucherRule rule) {
        this.token = same.token;
        this.shop = same.shop;
        this.key = same.key;
        this.rule = rule;
        config = same.config;
        id = same.id;
    }

    private static ChannelConfig config(Address payer, Address authorizer, int salt, ContractDomain token) {
        Address seller = Secp256k1.address(Shop.SELLER_KEY);
        return new ChannelConfig(payer, authorizer, seller, seller, token.contract(), 604_800, Shop.filled(salt));
    }

    PaymentRequired offer() throws Exception {
        return shop.sales.recordsOffer(Shop.FEED, URL, rule);
    }

    Voucher voucher(long max) {
        BigInteger amount = BigInteger.valueOf(max);
        return Voucher.of(id, amount, Secp256k1.sign(key, CONTRACT.voucherDigest(id, amount)));
    }

    ChannelPayment open(long deposit, long max) {
        BigInteger amount = BigInteger.valueOf(deposit);
        BigInteger until = BigInteger.valueOf(shop.now.get() / 1_000 + 300);
        Hash salt = Shop.filled(100 + ++deposits);
        Deposit unsigned = Deposit.of(amount, BigInteger.ZERO, until, salt, new byte[65]);
        Hash digest = CONTRACT.depositDigest(token, config.payer(), id, unsigned);
        return new ChannelPayment.OpenOrTopUp(
                config, voucher(max), Deposit.of(amount, BigInteger.ZERO, until, salt, Secp256k1.sign(key, digest)));
    }

    ChannelPayment voucherFor(long max) {
        return new ChannelPayment.Pay(config, voucher(max));
    }

    ChannelPayment refund(long charged, @Nullable Long amount) {
        return new ChannelPayment.Refund(config, voucher(charged), amount == null ? null : BigInteger.valueOf(amount));
    }

    /** Pays into it for what is delivered to a client. */
    CompletionStage<Sale> payAs(String client, ChannelPayment payment) throws Exception {
        PaymentRequired offer = shop.sales.recordsOffer(Shop.FEED, URL, VoucherRule.CREDIT);
        return shop.sales.pay(
                client,
                Shop.FEED,
                URL,
                new PaymentPayload(offer.resource(), offer.accepts().get(0), payment.payload(), offer.extensions()));
    }

    /** Pays for records, 100 bytes each. */
    CompletionStage<Sale> pay(ChannelPayment payment, long... positions) throws Exception {
        PaymentRequired offer = offer();
        List<Due> due = new ArrayList<>();
        for (long position : positions) {
            due.add(new Due(position, 100));
        }
        return shop.sales.pay(
                Shop.FEED,
                URL,
                new PaymentPayload(offer.resource(), offer.accepts().get(0), payment.payload(), offer.extensions()),
                rule,
                due);
    }
}
