package org.headgate.market.internal;

import org.headgate.api.market.Passes.Pass;

/** A pass as it is kept. Times in milliseconds since the epoch; {@code revokedAt} is 0 where it is not revoked. */
record StoredPass(
        String id,
        byte[] tokenHash,
        String feed,
        String buyer,
        long from,
        long until,
        long creditedMillis,
        long revokedAt,
        String reason) {

    boolean revoked() {
        return revokedAt > 0;
    }

    boolean active(long now) {
        return !revoked() && now < until;
    }

    Pass view(long now) {
        String state = revoked() ? "revoked" : now < until ? "active" : "expired";
        return new Pass(id, feed, buyer, from, until, state, reason);
    }
}
