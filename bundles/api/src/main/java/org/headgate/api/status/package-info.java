/** How a bundle says how it is doing. */
@Export
@Version("1.0.0")
@NullMarked
package org.headgate.api.status;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
