package org.headgate.buy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import org.headgate.api.batch.Address;
import org.headgate.identity.keystore.Key;
import org.headgate.x402.Authorization;
import org.headgate.x402.BatchSettlement;
import org.headgate.x402.ChannelConfig;
import org.headgate.x402.ChannelPayment;
import org.headgate.x402.Deposit;
import org.headgate.x402.ExactPayment;
import org.headgate.x402.Payer;
import org.headgate.x402.PaymentPayload;
import org.headgate.x402.PaymentRequirements;
import org.headgate.x402.Voucher;

/** What a wallet signs. Sums in the token's smallest unit, times in seconds since the epoch. */
final class Signing {
    /** The gateway's clock may be behind. */
    private static final long BEFORE_SECONDS = 600;

    private Signing() {}

    private static Payer payer(Key key) {
        return new Payer(key.address(), key::sign);
    }

    /** One transfer of all that is asked. */
    static PaymentPayload exact(Key key, PaymentRequirements way, long now, long until) {
        Authorization transfer = new Authorization(
                key.address(),
                way.payTo(),
                way.amount(),
                BigInteger.valueOf(now - BEFORE_SECONDS),
                BigInteger.valueOf(until),
                Payer.random());
        byte[] signature = key.sign(transfer.transferDigest(Objects.requireNonNull(Terms.domain(way))));
        return new PaymentPayload(
                null, way, ExactPayment.of(transfer, signature).payload(), null);
    }

    static Deposit deposit(Key key, PaymentRequirements way, ChannelConfig channel, long amount, long now, long until) {
        BatchSettlement contract = BatchSettlement.canonical(way.network());
        return payer(key)
                .deposit(
                        contract,
                        Objects.requireNonNull(Terms.domain(way)),
                        contract.channelId(channel),
                        BigInteger.valueOf(amount),
                        now - BEFORE_SECONDS,
                        until);
    }

    static Voucher voucher(Key key, PaymentRequirements way, ChannelConfig channel, long maximum) {
        BatchSettlement contract = BatchSettlement.canonical(way.network());
        return payer(key).voucher(contract, contract.channelId(channel), BigInteger.valueOf(maximum));
    }

    static PaymentPayload payload(PaymentRequirements way, ChannelPayment payment) {
        return new PaymentPayload(null, way, payment.payload(), null);
    }

    static byte[] password(Key key, Address gateway) {
        return payer(key).password(gateway, 1, Instant.now()).getBytes(StandardCharsets.US_ASCII);
    }
}
