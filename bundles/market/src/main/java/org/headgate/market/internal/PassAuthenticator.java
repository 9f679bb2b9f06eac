package org.headgate.market.internal;

import java.security.MessageDigest;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.headgate.api.access.Credentials;
import org.headgate.api.access.Login;
import org.headgate.api.access.Principal;

/** Signs in who shows a pass. One that has expired still signs in: its owner may read the catalogue and buy again. */
final class PassAuthenticator {
    private static final byte[] NO_HASH = new byte[32];

    private final PassBook book;
    private final SignInLimit limit;
    private final LongSupplier clock;
    private final AtomicLong granted = new AtomicLong();
    private final AtomicLong denied = new AtomicLong();

    PassAuthenticator(PassBook book, SignInLimit limit, LongSupplier clock) {
        this.book = book;
        this.limit = limit;
        this.clock = clock;
    }

    /** @param closed whether the books cannot be read, so that nothing is known of any pass */
    Optional<Login> authenticate(Credentials credentials, boolean closed) {
        String user = credentials.user();
        if (!"mqtt".equals(credentials.transport()) || !Token.isId(user)) {
            return Optional.empty();
        }
        if (closed) {
            return Optional.of(
                    new Login.Unavailable("books_unavailable", "passes cannot be checked now: try again in a minute"));
        }
        long now = clock.getAsLong();
        if (limit.exceeded(credentials.host(), user, now)) {
            return deny("too_many_attempts", "too many failed sign-ins from this address: wait a minute");
        }
        StoredPass pass = book.find(user);
        boolean right =
                MessageDigest.isEqual(Token.hash(credentials.secret()), pass == null ? NO_HASH : pass.tokenHash());
        if (pass == null || !right) {
            limit.failed(credentials.host(), user, now);
            return deny("credentials_wrong", "no such pass, or the token is not its own");
        }
        if (pass.revoked()) {
            return deny("pass_revoked", "the operator revoked this pass: " + pass.reason());
        }
        granted.incrementAndGet();
        return Optional.of(new Login.Granted(new Principal.Buyer(pass.id())));
    }

    long granted() {
        return granted.get();
    }

    long denied() {
        return denied.get();
    }

    private Optional<Login> deny(String code, String reason) {
        denied.incrementAndGet();
        return Optional.of(new Login.Denied(code, reason));
    }
}
