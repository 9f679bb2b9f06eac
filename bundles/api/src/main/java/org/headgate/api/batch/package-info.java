/** Sealed batches and the gateway's signature. */
@Export
@Version("1.0.0")
@NullMarked
package org.headgate.api.batch;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
