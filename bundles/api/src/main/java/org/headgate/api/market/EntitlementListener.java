package org.headgate.api.market;

import org.osgi.annotation.versioning.ConsumerType;

/** Whiteboard: told when what a buyer may read has changed: granted, ended or revoked. */
@ConsumerType
public interface EntitlementListener {

    /** @param code {@code granted}, {@code pass_expired} or {@code pass_revoked}; on revocation the buyer is to be disconnected */
    void entitlementChanged(String buyer, String feed, String code, String reason);
}
