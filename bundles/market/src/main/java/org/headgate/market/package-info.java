/** Sale of feeds for x402 payments, for the transports that bring them. */
@Export
@Version("1.2.0")
@NullMarked
package org.headgate.market;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
