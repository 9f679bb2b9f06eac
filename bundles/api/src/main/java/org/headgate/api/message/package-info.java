/** What a transport hands in: bytes with an address. */
@Export
@Version("1.1.0")
@NullMarked
package org.headgate.api.message;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
