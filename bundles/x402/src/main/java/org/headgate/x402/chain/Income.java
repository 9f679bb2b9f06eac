package org.headgate.x402.chain;

import java.math.BigInteger;
import java.util.Optional;
import org.headgate.x402.Network;
import org.osgi.annotation.versioning.ConsumerType;

/** What sales brought: a service of who sells, so that who pays for gas can keep to a share of it. Safe for any thread; from memory. */
@ConsumerType
public interface Income {

    /** For passes and records, as far back as the ledger goes, in millionths of a dollar; empty where nothing is sold on that network. */
    Optional<BigInteger> earned(Network network);
}
