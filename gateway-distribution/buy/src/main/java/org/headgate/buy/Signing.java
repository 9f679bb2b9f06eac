package org.headgate.buy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.identity.keystore.Key;
import org.headgate.x402.Authorization;
import org.headgate.x402.BatchSettlement;
import org.headgate.x402.ChannelConfig;
import org.headgate.x402.ChannelPayment;
import org.headgate.x402.Deposit;
import org.headgate.x402.ExactPayment;
import org.headgate.x402.PaymentPayload;
import org.headgate.x402.PaymentRequirements;
import org.headgate.x402.SignInMessage;
import org.headgate.x402.Voucher;

/** What a wallet signs. Sums in the token's smallest unit, times in seconds since the epoch. */
final class Signing {
    private static final SecureRandom RANDOM = new SecureRandom();
    /** The gateway's clock may be behind. */
    private static final long BEFORE_SECONDS = 600;

    private static final Duration SIGN_IN = Duration.ofDays(1);

    private Signing() {}

    static Hash random() {
        byte[] bits = new byte[32];
        RANDOM.nextBytes(bits);
        return Hash.of(bits);
    }

    /** One transfer of all that is asked. */
    static PaymentPayload exact(Key key, PaymentRequirements way, long now, long until) {
        Authorization transfer = new Authorization(
                key.address(),
                way.payTo(),
                way.amount(),
                BigInteger.valueOf(now - BEFORE_SECONDS),
                BigInteger.valueOf(until),
                random());
        byte[] signature = key.sign(transfer.transferDigest(Objects.requireNonNull(Terms.domain(way))));
        return new PaymentPayload(
                null, way, ExactPayment.of(transfer, signature).payload(), null);
    }

    static Deposit deposit(Key key, PaymentRequirements way, ChannelConfig channel, long amount, long now, long until) {
        BatchSettlement contract = BatchSettlement.canonical(way.network());
        BigInteger sum = BigInteger.valueOf(amount);
        BigInteger after = BigInteger.valueOf(now - BEFORE_SECONDS);
        BigInteger before = BigInteger.valueOf(until);
        Hash salt = random();
        Deposit unsigned = Deposit.of(sum, after, before, salt, new byte[65]);
        Hash digest = contract.depositDigest(
                Objects.requireNonNull(Terms.domain(way)), key.address(), contract.channelId(channel), unsigned);
        return Deposit.of(sum, after, before, salt, key.sign(digest));
    }

    static Voucher voucher(Key key, PaymentRequirements way, ChannelConfig channel, long maximum) {
        BatchSettlement contract = BatchSettlement.canonical(way.network());
        Hash id = contract.channelId(channel);
        BigInteger sum = BigInteger.valueOf(maximum);
        return Voucher.of(id, sum, key.sign(contract.voucherDigest(id, sum)));
    }

    static PaymentPayload payload(PaymentRequirements way, ChannelPayment payment) {
        return new PaymentPayload(null, way, payment.payload(), null);
    }

    /** The password of who signs in with a wallet, good for a day: for one gateway alone. */
    static byte[] password(Key key, Address gateway) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        String text = new SignInMessage(
                        gateway.toString(),
                        SignInMessage.checksummed(key.address()),
                        null,
                        "mqtt://" + gateway,
                        1,
                        random().toString().substring(2, 18),
                        now.toString(),
                        now.plus(SIGN_IN).toString(),
                        null,
                        null,
                        List.of())
                .text();
        String signature = HexFormat.of().formatHex(key.sign(SignInMessage.digest(text)));
        return (Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)) + ".0x" + signature)
                .getBytes(StandardCharsets.US_ASCII);
    }
}
