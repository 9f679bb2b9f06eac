package org.headgate.api.market;

import org.osgi.annotation.versioning.ConsumerType;

/** Whiteboard: told when what a buyer may read has changed: granted, ended or revoked, or how much of it is paid for. */
@ConsumerType
public interface EntitlementListener {

    /**
     * @param code {@code granted}, {@code credit} (more was signed for: delivery that stopped at the maximum goes on), {@code pass_expired} or {@code pass_revoked}; on
     *     revocation the buyer is to be disconnected
     */
    void entitlementChanged(String buyer, String feed, String code, String reason);
}
