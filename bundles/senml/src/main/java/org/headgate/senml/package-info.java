/** SenML (RFC 8428): resolved records, and packs in their one canonical form. */
@Export
@Version("1.1.0")
@NullMarked
package org.headgate.senml;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
