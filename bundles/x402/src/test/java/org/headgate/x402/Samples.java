package org.headgate.x402;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.api.batch.Signer;
import org.headgate.proof.Secp256k1;

/** A seller, a buyer, and what they say. */
final class Samples {
    static final long NOW = 1_800_000_000L;
    static final Network NETWORK = new Network(84_532);
    static final Address ASSET = Address.parse("0x036cbd53842c5426634e7929541ec2318f3dcf7e");
    static final BatchSettlement SETTLEMENT = BatchSettlement.canonical(NETWORK);
    static final Hash SALT = filled(5);
    static final byte[] BUYER_KEY = filled(7).bytes();
    static final Address BUYER = Secp256k1.address(BUYER_KEY);
    static final byte[] SELLER_KEY = filled(9).bytes();
    static final Address SELLER = Secp256k1.address(SELLER_KEY);
    static final Address STRANGER = Secp256k1.address(filled(11).bytes());
    static final Resource RESOURCE = new Resource("https://gateway.example/feeds/air");

    private Samples() {}

    static Hash filled(int with) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) with);
        return Hash.of(bytes);
    }

    static BigInteger units(long amount) {
        return BigInteger.valueOf(amount);
    }

    static PaymentRequirements exact(long amount) {
        ObjectNode extra = Json.object().put("name", "USDC").put("version", "2");
        return new PaymentRequirements(PaymentRequirements.EXACT, NETWORK, units(amount), ASSET, SELLER, 60, extra);
    }

    static PaymentRequirements batch(long amount) {
        ObjectNode extra = Json.object()
                .put("name", "USDC")
                .put("version", "2")
                .put("receiverAuthorizer", SELLER.toString())
                .put("withdrawDelay", 604_800)
                .put("minDeposit", "1000");
        return new PaymentRequirements(
                PaymentRequirements.BATCH_SETTLEMENT, NETWORK, units(amount), ASSET, SELLER, 60, extra);
    }

    static PaymentRequired required(PaymentRequirements... ways) {
        return new PaymentRequired(null, RESOURCE, List.of(ways), null);
    }

    static Authorization authorization(long value) {
        return new Authorization(BUYER, SELLER, units(value), units(NOW - 5), units(NOW + 60), filled(3));
    }

    static ExactPayment signed(Authorization authorization, ContractDomain token) {
        return ExactPayment.of(authorization, Secp256k1.sign(BUYER_KEY, authorization.transferDigest(token)));
    }

    static ChannelConfig config() {
        return new ChannelConfig(BUYER, BUYER, SELLER, SELLER, ASSET, 604_800, SALT);
    }

    static Voucher voucher(ChannelConfig config, long max) {
        Hash id = SETTLEMENT.channelId(config);
        return Voucher.of(id, units(max), Secp256k1.sign(BUYER_KEY, SETTLEMENT.voucherDigest(id, units(max))));
    }

    static ChannelPayment pay(long max) {
        return new ChannelPayment.Pay(config(), voucher(config(), max));
    }

    static ChannelPayment.OpenOrTopUp open(long deposit, long max) {
        ChannelConfig config = config();
        Deposit unsigned = Deposit.of(units(deposit), units(0), units(NOW + 60), filled(13), new byte[65]);
        Hash digest = SETTLEMENT.depositDigest(exact(1).tokenDomain(), BUYER, SETTLEMENT.channelId(config), unsigned);
        return new ChannelPayment.OpenOrTopUp(
                config,
                voucher(config, max),
                Deposit.of(units(deposit), units(0), units(NOW + 60), filled(13), Secp256k1.sign(BUYER_KEY, digest)));
    }

    static ChannelState state(long balance, long claimed, long charged) {
        return new ChannelState(units(balance), units(claimed), 0, units(0), units(charged), null);
    }

    static Signer seller() {
        return new Signer() {
            @Override
            public Address address() {
                return SELLER;
            }

            @Override
            public byte[] sign(Hash digest) {
                return Secp256k1.sign(SELLER_KEY, digest);
            }
        };
    }
}
