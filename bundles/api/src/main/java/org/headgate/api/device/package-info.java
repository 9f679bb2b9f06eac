/** Who the devices are: adoption and credentials. */
@Export
@Version("1.1.0")
@NullMarked
package org.headgate.api.device;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
