/** Who is on the other end of a connection, and what they may read. */
@Export
@Version("1.2.0")
@NullMarked
package org.headgate.api.access;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
