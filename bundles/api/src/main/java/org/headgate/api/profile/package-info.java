/** What a device profile compiles against. */
@Export
@Version("1.2.0")
@NullMarked
package org.headgate.api.profile;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
