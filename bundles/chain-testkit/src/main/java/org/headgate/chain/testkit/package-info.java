/** A local EVM chain with a dollar and payment channels, for tests and the demo. */
@Export
@Version("1.0.0")
@NullMarked
package org.headgate.chain.testkit;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
