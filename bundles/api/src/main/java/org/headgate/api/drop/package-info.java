/** What takes files that are dropped into {@code deploy/} and are no bundles. */
@Export
@Version("1.0.0")
@NullMarked
package org.headgate.api.drop;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
