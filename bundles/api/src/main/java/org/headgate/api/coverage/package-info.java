/** What receivers hear, judged, and where. */
@Export
@Version("1.0.0")
@NullMarked
package org.headgate.api.coverage;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
