package org.headgate.x402;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;

/** What who pays signs. Amounts are in the token's smallest unit, times in seconds since the epoch. For any thread. */
public final class Payer {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Duration SIGN_IN = Duration.ofDays(1);

    private final Address address;
    private final Function<Hash, byte[]> key;

    /** @param key signs a digest: 65 bytes, r, s and v */
    public Payer(Address address, Function<Hash, byte[]> key) {
        this.address = address;
        this.key = key;
    }

    public Address address() {
        return address;
    }

    /** 32 random bytes. */
    public static Hash random() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return Hash.of(bytes);
    }

    /** For all that is charged to a channel, up to {@code max}. */
    public Voucher voucher(BatchSettlement contract, Hash channel, BigInteger max) {
        return Voucher.of(channel, max, key.apply(contract.voucherDigest(channel, max)));
    }

    /** Into a channel, by a transfer that is good between the two times. */
    public Deposit deposit(
            BatchSettlement contract, ContractDomain token, Hash channel, BigInteger amount, long after, long before) {
        BigInteger from = BigInteger.valueOf(after);
        BigInteger until = BigInteger.valueOf(before);
        Hash salt = random();
        Deposit unsigned = Deposit.of(amount, from, until, salt, new byte[0]);
        Hash digest = contract.depositDigest(token, address, channel, unsigned);
        return Deposit.of(amount, from, until, salt, key.apply(digest));
    }

    /** The password of who signs in with a wallet at a gateway's broker: for that gateway alone, for a day. @param chainId any */
    public String password(Address gateway, long chainId, Instant now) {
        Instant issued = now.truncatedTo(ChronoUnit.SECONDS);
        String text = new SignInMessage(
                        gateway.toString(),
                        SignInMessage.checksummed(address),
                        null,
                        "mqtt://" + gateway,
                        chainId,
                        random().toString().substring(2, 18),
                        issued.toString(),
                        issued.plus(SIGN_IN).toString(),
                        null,
                        null,
                        List.of())
                .text();
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)) + "."
                + Json.hex(key.apply(SignInMessage.digest(text)));
    }
}
