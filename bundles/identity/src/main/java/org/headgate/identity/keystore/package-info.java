/** A key as a file: Web3 Secret Storage, version 3. No component; used by the gateway's identity, and on a class path by a buyer's wallet. */
@NullMarked
package org.headgate.identity.keystore;

import org.jspecify.annotations.NullMarked;
