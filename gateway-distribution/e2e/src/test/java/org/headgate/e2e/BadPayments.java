package org.headgate.e2e;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.proof.Secp256k1;
import org.headgate.x402.Authorization;
import org.headgate.x402.BatchSettlement;
import org.headgate.x402.ChannelConfig;
import org.headgate.x402.ChannelPayment;
import org.headgate.x402.ContractDomain;
import org.headgate.x402.Deposit;
import org.headgate.x402.ExactPayment;
import org.headgate.x402.Network;
import org.headgate.x402.Payer;
import org.headgate.x402.PaymentPayload;
import org.headgate.x402.PaymentRequired;
import org.headgate.x402.PaymentRequirements;
import org.headgate.x402.Voucher;

/** Payments of a wallet with one thing wrong each, and the code that x402 has for it. */
final class BadPayments {
    private static final String EXACT = "invalid_exact_evm_";
    private static final String BATCH = "invalid_batch_settlement_evm_";
    private static final BigInteger ORDER =
            new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
    private static final Address SOMEBODY = Address.parse("0x00000000000000000000000000000000000000aa");

    private final byte[] key;
    private final Payer payer;
    private final List<Bad> all = new ArrayList<>();

    /** How it is sent. */
    enum Way {
        HTTP,
        MQTT
    }

    /** @param records whether they are paid for by the channel, else a pass by one transfer */
    record Bad(String what, String code, boolean records, Set<Way> ways, Maker maker) {
        @Override
        public String toString() {
            return what + ": " + code;
        }
    }

    /** What is sent, to an offer as it came. */
    @FunctionalInterface
    interface Maker {
        byte[] make(PaymentRequired offer) throws Exception;
    }

    private BadPayments(byte[] key) {
        this.key = key;
        this.payer = new Payer(Secp256k1.address(key), digest -> Secp256k1.sign(key, digest));
        signatures();
        transfers();
        terms();
        channels();
        vouchers();
        deposits();
        malformed();
    }

    static List<Bad> all(byte[] key) {
        return List.copyOf(new BadPayments(key).all);
    }

    private void pass(String what, String code, Maker maker) {
        all.add(new Bad(what, code, false, EnumSet.allOf(Way.class), maker));
    }

    private void records(String what, String code, Maker maker) {
        all.add(new Bad(what, code, true, EnumSet.allOf(Way.class), maker));
    }

    private void http(String what, String code, boolean records, Maker maker) {
        all.add(new Bad(what, code, records, EnumSet.of(Way.HTTP), maker));
    }

    private void mqtt(String what, String code, boolean records, Maker maker) {
        all.add(new Bad(what, code, records, EnumSet.of(Way.MQTT), maker));
    }

    private void signatures() {
        signed(
                "the name of another token",
                domain -> new ContractDomain("Other", "2", domain.network(), domain.contract()));
        signed(
                "another version",
                domain -> new ContractDomain(domain.name(), "1", domain.network(), domain.contract()));
        signed("another chain", domain -> new ContractDomain(domain.name(), "2", new Network(1), domain.contract()));
        signed("another contract", domain -> new ContractDomain(domain.name(), "2", domain.network(), SOMEBODY));
        for (Mutation one : MUTATIONS) {
            pass(one.what, EXACT + "signature", offer -> {
                PaymentRequirements way = way(offer, PaymentRequirements.EXACT);
                Authorization right = authorization(way);
                return paid(offer, way, right, one.change.apply(sign(right.transferDigest(domain(way)))));
            });
        }
    }

    private record Mutation(String what, UnaryOperator<byte[]> change) {}

    private static final List<Mutation> MUTATIONS = List.of(
            new Mutation("a high s", BadPayments::highS),
            new Mutation("v of 0 or 1", signature -> v(signature, signature[64] - 27)),
            new Mutation("v of 29", signature -> v(signature, 29)),
            new Mutation("64 bytes", signature -> Arrays.copyOf(signature, 64)),
            new Mutation("66 bytes", signature -> Arrays.copyOf(signature, 66)),
            new Mutation("65 zeros", signature -> new byte[65]),
            new Mutation("no signature", signature -> new byte[0]));

    private void signed(String by, UnaryOperator<ContractDomain> domain) {
        pass("signed for " + by, EXACT + "signature", offer -> {
            PaymentRequirements way = way(offer, PaymentRequirements.EXACT);
            Authorization right = authorization(way);
            return paid(offer, way, right, sign(right.transferDigest(domain.apply(domain(way)))));
        });
    }

    private void transfers() {
        transfer(
                "one more",
                EXACT + "payload_authorization_value_mismatch",
                right -> new Authorization(
                        right.from(),
                        right.to(),
                        right.value().add(BigInteger.ONE),
                        right.validAfter(),
                        right.validBefore(),
                        right.nonce()));
        transfer(
                "one less",
                EXACT + "payload_authorization_value_mismatch",
                right -> new Authorization(
                        right.from(),
                        right.to(),
                        right.value().subtract(BigInteger.ONE),
                        right.validAfter(),
                        right.validBefore(),
                        right.nonce()));
        transfer(
                "to another",
                EXACT + "recipient_mismatch",
                right -> new Authorization(
                        right.from(), SOMEBODY, right.value(), right.validAfter(), right.validBefore(), right.nonce()));
        transfer(
                "expired",
                EXACT + "payload_authorization_valid_before",
                right -> new Authorization(
                        right.from(), right.to(), right.value(), right.validAfter(), seconds(-1), right.nonce()));
        transfer(
                "not yet valid",
                EXACT + "payload_authorization_valid_after",
                right -> new Authorization(
                        right.from(), right.to(), right.value(), seconds(3_000), seconds(4_000), right.nonce()));
    }

    private void transfer(String what, String code, UnaryOperator<Authorization> change) {
        pass(what, code, offer -> {
            PaymentRequirements way = way(offer, PaymentRequirements.EXACT);
            Authorization wrong = change.apply(authorization(way));
            return paid(offer, way, wrong, sign(wrong.transferDigest(domain(way))));
        });
    }

    private void terms() {
        accepted(
                "another price accepted",
                "invalid_payment_requirements",
                false,
                accepted -> accepted.put("amount", "1"));
        accepted(
                "another network accepted",
                EXACT + "network_mismatch",
                false,
                accepted -> accepted.put("network", "eip155:1"));
        accepted(
                "another network accepted",
                BATCH + "network_mismatch",
                true,
                accepted -> accepted.put("network", "eip155:1"));
        accepted(
                "another price accepted",
                "invalid_payment_requirements",
                true,
                accepted -> accepted.put("amount", "1"));
        // Over MQTT the scheme that is accepted says what is bought.
        http(
                "a scheme that there is not",
                EXACT + "scheme",
                false,
                offer -> altered(right(offer), "accepted", accepted -> accepted.put("scheme", "upto")));
        http(
                "a transfer under the name of a channel",
                BATCH + "scheme",
                false,
                offer -> altered(right(offer), "accepted", accepted -> accepted.put("scheme", "batch-settlement")));
        mqtt(
                "a scheme that there is not",
                "scheme_not_sold",
                false,
                offer -> altered(right(offer), "accepted", accepted -> accepted.put("scheme", "upto")));
        pass(
                "by Permit2",
                "unsupported_payload_type",
                offer -> altered(right(offer), "payload", payload -> payload.remove("authorization")));
        records(
                "of a type that there is not",
                BATCH + "payload_type",
                offer -> altered(opened(offer, config(offer)), "payload", payload -> payload.put("type", "gift")));
        records(
                "a refund of nothing",
                BATCH + "refund_amount_invalid",
                offer -> altered(
                        opened(offer, config(offer)),
                        "payload",
                        payload -> payload.put("type", "refund").put("amount", "0")));
        records(
                "a deposit by Permit2",
                BATCH + "erc3009_authorization_required",
                offer -> altered(
                        opened(offer, config(offer)),
                        "payload",
                        payload -> ((ObjectNode) payload.at("/deposit/authorization")).removeAll()));
    }

    private void accepted(String what, String code, boolean channel, java.util.function.Consumer<ObjectNode> change) {
        Maker maker = offer -> altered(channel ? opened(offer, config(offer)) : right(offer), "accepted", change);
        if (channel) {
            records(what, code, maker);
        } else {
            pass(what, code, maker);
        }
    }

    private void channels() {
        records("a channel with nothing in it", BATCH + "channel_not_found", offer -> {
            ChannelConfig config = config(offer);
            return voucher(offer, config, id(offer, config), amount(offer));
        });
        records(
                "a voucher for another channel than it names",
                BATCH + "channel_id_mismatch",
                offer -> voucher(offer, config(offer), Payer.random(), amount(offer)));
        channel(
                "that pays another",
                "receiver_mismatch",
                of -> new ChannelConfig(
                        of.payer(),
                        of.payerAuthorizer(),
                        SOMEBODY,
                        of.receiverAuthorizer(),
                        of.token(),
                        of.withdrawDelay(),
                        of.salt()));
        channel(
                "that another claims from",
                "receiver_authorizer_mismatch",
                of -> new ChannelConfig(
                        of.payer(),
                        of.payerAuthorizer(),
                        of.receiver(),
                        SOMEBODY,
                        of.token(),
                        of.withdrawDelay(),
                        of.salt()));
        channel(
                "of another token",
                "token_mismatch",
                of -> new ChannelConfig(
                        of.payer(),
                        of.payerAuthorizer(),
                        of.receiver(),
                        of.receiverAuthorizer(),
                        SOMEBODY,
                        of.withdrawDelay(),
                        of.salt()));
        channel("with a shorter delay", "withdraw_delay_mismatch", of -> delayed(of, 900));
        channel("with too short a delay", "withdraw_delay_out_of_range", of -> delayed(of, 899));
        channel("with too long a delay", "withdraw_delay_out_of_range", of -> delayed(of, 2_592_001));
    }

    private void channel(String what, String code, UnaryOperator<ChannelConfig> change) {
        records("a channel " + what, BATCH + code, offer -> {
            ChannelConfig wrong = change.apply(config(offer));
            return voucher(offer, wrong, id(offer, wrong), amount(offer));
        });
    }

    private void vouchers() {
        for (Mutation one : MUTATIONS) {
            voucher(
                    one.what,
                    (offer, config) ->
                            one.change.apply(sign(contract(offer).voucherDigest(id(offer, config), amount(offer)))));
        }
        voucher(
                "signed for another chain",
                (offer, config) -> sign(
                        BatchSettlement.canonical(new Network(1)).voucherDigest(id(offer, config), amount(offer))));
        voucher(
                "signed for another contract",
                (offer, config) -> sign(new BatchSettlement(network(offer), SOMEBODY, SOMEBODY)
                        .voucherDigest(id(offer, config), amount(offer))));
        voucher(
                "signed for another sum",
                (offer, config) -> sign(contract(offer)
                        .voucherDigest(id(offer, config), amount(offer).add(BigInteger.ONE))));
        opening("a voucher of one more than is offered", "cumulative_amount_mismatch", 1_000_000, 1);
        http(
                "a voucher of one less than is offered",
                BATCH + "cumulative_amount_mismatch",
                true,
                offer -> opening(offer, 1_000_000, amount(offer).subtract(BigInteger.ONE)));
        records(
                "a voucher of nothing",
                BATCH + "cumulative_amount_mismatch",
                offer -> opening(offer, 1_000_000, BigInteger.ZERO));
        records(
                "a voucher of more than is deposited",
                BATCH + "cumulative_exceeds_balance",
                offer -> opening(offer, 1_000, amount(offer)));
        records("a refund of a channel with nothing in it", BATCH + "channel_not_found", offer -> {
            ChannelConfig config = config(offer);
            Hash id = id(offer, config);
            return payment(
                    offer,
                    new ChannelPayment.Refund(config, payer.voucher(contract(offer), id, BigInteger.ZERO), null));
        });
    }

    /** By which a voucher is signed. */
    private interface Signature {
        byte[] of(PaymentRequired offer, ChannelConfig config);
    }

    private void voucher(String what, Signature signature) {
        records("a voucher, " + what, BATCH + "voucher_signature", offer -> {
            ChannelConfig config = config(offer);
            Voucher wrong = Voucher.of(id(offer, config), amount(offer), signature.of(offer, config));
            return payment(offer, new ChannelPayment.Pay(config, wrong));
        });
    }

    private void opening(String what, String code, long deposit, long more) {
        records(
                what,
                BATCH + code,
                offer -> opening(offer, deposit, amount(offer).add(BigInteger.valueOf(more))));
    }

    private void deposits() {
        records("too small a deposit", BATCH + "deposit_below_min_deposit", offer -> opening(offer, 1, amount(offer)));
        records(
                "a deposit that the wallet has not",
                BATCH + "deposit_simulation_failed",
                offer -> opening(offer, 1_000_000_000_000L, amount(offer)));
        deposit("of another", "receive_authorization_signature", 0, 300, digest -> Secp256k1.sign(otherKey(), digest));
        deposit("that is expired", "payload_authorization_valid_before", 0, -1, this::sign);
        deposit("that is not yet valid", "payload_authorization_valid_after", 3_000, 4_000, this::sign);
    }

    private void deposit(
            String what, String code, long after, long before, java.util.function.Function<Hash, byte[]> by) {
        records("a deposit " + what, BATCH + code, offer -> {
            ChannelConfig config = config(offer);
            BatchSettlement contract = contract(offer);
            Hash id = contract.channelId(config);
            Payer other = new Payer(payer.address(), by);
            long now = System.currentTimeMillis() / 1_000;
            Deposit wrong = other.deposit(
                    contract,
                    domain(way(offer, PaymentRequirements.BATCH_SETTLEMENT)),
                    id,
                    BigInteger.valueOf(1_000_000),
                    after == 0 ? 0 : now + after,
                    now + before);
            return payment(
                    offer, new ChannelPayment.OpenOrTopUp(config, payer.voucher(contract, id, amount(offer)), wrong));
        });
    }

    private void malformed() {
        for (boolean records : new boolean[] {false, true}) {
            for (String text :
                    List.of("{", "[]", "null", "{}", "{\"x402Version\":1}", "{\"x402Version\":2}{}", "\u0000", "x")) {
                all.add(new Bad(
                        "the text " + HexFormat.of().formatHex(text.getBytes()),
                        "invalid_payload",
                        records,
                        EnumSet.allOf(Way.class),
                        offer -> text.getBytes()));
            }
        }
        // With which the header has a megabyte, too.
        http("much JSON", "headers_too_large", false, offer -> padded(750_000));
        mqtt("a megabyte of JSON", "request_too_large", false, offer -> padded(1_000_000));
        mqtt("as much as a request may have", "invalid_payload", false, offer -> padded(65_000));
    }

    private static byte[] padded(int bytes) {
        return ("{\"x402Version\":2,\"padding\":\"" + "x".repeat(bytes) + "\"}").getBytes();
    }

    private byte[] right(PaymentRequired offer) throws Exception {
        PaymentRequirements way = way(offer, PaymentRequirements.EXACT);
        Authorization right = authorization(way);
        return paid(offer, way, right, sign(right.transferDigest(domain(way))));
    }

    private byte[] opened(PaymentRequired offer, ChannelConfig config) {
        return opening(offer, config, 1_000_000, amount(offer));
    }

    private byte[] opening(PaymentRequired offer, long deposit, BigInteger max) {
        return opening(offer, config(offer), deposit, max);
    }

    private byte[] opening(PaymentRequired offer, ChannelConfig config, long deposit, BigInteger max) {
        BatchSettlement contract = contract(offer);
        Hash id = contract.channelId(config);
        long now = System.currentTimeMillis() / 1_000;
        ContractDomain token = domain(way(offer, PaymentRequirements.BATCH_SETTLEMENT));
        Deposit filled = payer.deposit(contract, token, id, BigInteger.valueOf(deposit), 0, now + 300);
        return payment(offer, new ChannelPayment.OpenOrTopUp(config, payer.voucher(contract, id, max), filled));
    }

    private byte[] voucher(PaymentRequired offer, ChannelConfig config, Hash id, BigInteger max) {
        return payment(offer, new ChannelPayment.Pay(config, payer.voucher(contract(offer), id, max)));
    }

    private static byte[] payment(PaymentRequired offer, ChannelPayment payment) {
        PaymentRequirements way = way(offer, PaymentRequirements.BATCH_SETTLEMENT);
        return new PaymentPayload(offer.resource(), way, payment.payload(), offer.extensions()).json();
    }

    private static byte[] paid(PaymentRequired offer, PaymentRequirements way, Authorization signed, byte[] signature) {
        ExactPayment exact = ExactPayment.of(signed, signature);
        return new PaymentPayload(offer.resource(), way, exact.payload(), offer.extensions()).json();
    }

    private static byte[] altered(byte[] json, String part, java.util.function.Consumer<ObjectNode> change)
            throws Exception {
        var mapper = new com.fasterxml.jackson.databind.ObjectMapper();
        ObjectNode payment = (ObjectNode) mapper.readTree(json);
        change.accept((ObjectNode) payment.path(part));
        return mapper.writeValueAsBytes(payment);
    }

    private Authorization authorization(PaymentRequirements way) {
        return new Authorization(
                payer.address(),
                way.payTo(),
                way.amount(),
                seconds(-5),
                seconds(way.maxTimeoutSeconds()),
                Payer.random());
    }

    private ChannelConfig config(PaymentRequired offer) {
        PaymentRequirements way = way(offer, PaymentRequirements.BATCH_SETTLEMENT);
        return new ChannelConfig(
                payer.address(),
                payer.address(),
                way.payTo(),
                Address.parse(way.extra().path("receiverAuthorizer").asText()),
                way.asset(),
                way.extra().path("withdrawDelay").asLong(),
                Payer.random());
    }

    private static ChannelConfig delayed(ChannelConfig of, long seconds) {
        return new ChannelConfig(
                of.payer(),
                of.payerAuthorizer(),
                of.receiver(),
                of.receiverAuthorizer(),
                of.token(),
                seconds,
                of.salt());
    }

    static PaymentRequirements way(PaymentRequired offer, String scheme) {
        return offer.accepts().stream()
                .filter(one -> one.scheme().equals(scheme))
                .findFirst()
                .orElseThrow();
    }

    static ContractDomain domain(PaymentRequirements way) {
        return new ContractDomain(
                way.extra().path("name").asText(), way.extra().path("version").asText(), way.network(), way.asset());
    }

    private static Network network(PaymentRequired offer) {
        return offer.accepts().get(0).network();
    }

    private static BatchSettlement contract(PaymentRequired offer) {
        return BatchSettlement.canonical(network(offer));
    }

    private static Hash id(PaymentRequired offer, ChannelConfig config) {
        return contract(offer).channelId(config);
    }

    private static BigInteger amount(PaymentRequired offer) {
        return way(offer, PaymentRequirements.BATCH_SETTLEMENT).amount();
    }

    private static BigInteger seconds(long fromNow) {
        return BigInteger.valueOf(System.currentTimeMillis() / 1_000 + fromNow);
    }

    private byte[] sign(Hash digest) {
        return Secp256k1.sign(key, digest);
    }

    private static byte[] otherKey() {
        byte[] other = new byte[32];
        Arrays.fill(other, (byte) 0x55);
        return other;
    }

    private static byte[] v(byte[] signature, int v) {
        byte[] changed = signature.clone();
        changed[64] = (byte) v;
        return changed;
    }

    /** The other signature that curves allow for the same digest. */
    private static byte[] highS(byte[] signature) {
        byte[] s = ORDER.subtract(new BigInteger(1, Arrays.copyOfRange(signature, 32, 64)))
                .toByteArray();
        byte[] changed = v(signature, 27 + 28 - signature[64]);
        Arrays.fill(changed, 32, 64, (byte) 0);
        int from = Math.max(0, s.length - 32);
        System.arraycopy(s, from, changed, 64 - (s.length - from), s.length - from);
        return changed;
    }
}
