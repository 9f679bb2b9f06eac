/** The durable sequence of contributions, and what is held beside it. */
@Export
@Version("1.0.0")
@NullMarked
package org.headgate.api.journal;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
