package org.headgate.pay.mqtt.internal;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.headgate.api.access.Credentials;
import org.headgate.api.access.Login;
import org.headgate.api.access.Principal;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.x402.PaymentRefused;
import org.jspecify.annotations.Nullable;

/** Signs in who shows a wallet's signature: the user name is its address. */
final class Wallets {
    private static final Pattern ADDRESS = Pattern.compile("0[xX][0-9a-fA-F]{40}");
    private static final int REMEMBERED = 1024;

    private final WalletSignIn signIn;
    private final Guests guests;
    private final Budget budget;
    private final LongSupplier clock;
    private final Supplier<@Nullable Address> gateway;
    private final Predicate<String> known;
    /** Passwords that were checked, hashed with their user, and until when they are good. */
    private final Map<Hash, Instant> checked = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Hash, Instant> eldest) {
            return size() > REMEMBERED;
        }
    };

    private final AtomicLong granted = new AtomicLong();
    private final AtomicLong denied = new AtomicLong();
    private final AtomicLong busy = new AtomicLong();
    private final AtomicLong full = new AtomicLong();

    /** @param gateway null while its key is not there @param known whether the wallet of this name has paid for something */
    Wallets(
            WalletSignIn signIn,
            Guests guests,
            Budget budget,
            LongSupplier clock,
            Supplier<@Nullable Address> gateway,
            Predicate<String> known) {
        this.signIn = signIn;
        this.guests = guests;
        this.budget = budget;
        this.clock = clock;
        this.gateway = gateway;
        this.known = known;
    }

    /** Empty where the user name is no address. */
    Optional<Login> authenticate(Credentials credentials) {
        if (!credentials.transport().equals("mqtt")
                || !ADDRESS.matcher(credentials.user()).matches()) {
            return Optional.empty();
        }
        Address here = gateway.get();
        if (here == null) {
            return Optional.of(new Login.Unavailable("signer_missing", "the gateway's key is not there yet"));
        }
        Address wallet = Address.parse(credentials.user().toLowerCase(java.util.Locale.ROOT));
        String host = credentials.host();
        Hash shown = shown(wallet, here, credentials.secret());
        Instant now = Instant.ofEpochMilli(clock.getAsLong());
        if (!remembered(shown, now)) {
            try {
                WalletSignIn.Shown read = signIn.read(here, wallet, credentials.secret(), now);
                // What is no sign-in costs no look at a signature, and so nobody's share of them.
                if (!budget.spend(host, now.toEpochMilli())) {
                    busy.incrementAndGet();
                    return Optional.of(
                            new Login.Unavailable("sign_ins_limit", "too many sign-ins in this minute: wait a minute"));
                }
                remember(shown, read.check(here, now));
            } catch (PaymentRefused e) {
                denied.incrementAndGet();
                return Optional.of(new Login.Denied(e.code(), e.getMessage()));
            }
        }
        return Optional.of(let(wallet.toString(), host));
    }

    private Login let(String name, String host) {
        Principal buyer = new Principal.Buyer(name);
        if (known.test(name)) {
            granted.incrementAndGet();
            return new Login.Granted(buyer);
        }
        Optional<Login.Stay> stay = guests.enter(host, () -> known.test(name));
        if (stay.isEmpty()) {
            full.incrementAndGet();
            return new Login.Unavailable("guests_full", "too many are here who have not paid yet: come again later");
        }
        granted.incrementAndGet();
        return new Login.Granted(buyer, stay.get());
    }

    private boolean remembered(Hash shown, Instant now) {
        synchronized (checked) {
            Instant end = checked.get(shown);
            return end != null && now.isBefore(end);
        }
    }

    private void remember(Hash shown, Instant end) {
        synchronized (checked) {
            checked.put(shown, end);
        }
    }

    private static Hash shown(Address wallet, Address gateway, byte[] secret) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(wallet.bytes());
            digest.update(gateway.bytes());
            return Hash.of(digest.digest(secret));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    int guests() {
        return guests.here();
    }

    long granted() {
        return granted.get();
    }

    long denied() {
        return denied.get();
    }

    /** Those that were put off, since too many signatures were to be checked. */
    long busy() {
        return busy.get();
    }

    /** Those that were put off, since there was no room for guests. */
    long full() {
        return full.get();
    }
}
