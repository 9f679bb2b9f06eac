/** Judging what receivers hear: values and pure functions, the same bytes on any machine. */
@Export
@Version("1.0.0")
@NullMarked
package org.headgate.coverage;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
