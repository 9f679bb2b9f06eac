/** What the protocol asks of a chain. */
@Export
@Version("2.0.0")
@NullMarked
package org.headgate.x402.chain;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
