/** H2 databases with durable group commit. */
@Export
@Version("1.3.0")
@NullMarked
package org.headgate.store;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
