/** Passes, and what they entitle a buyer to. */
@Export
@Version("1.2.0")
@NullMarked
package org.headgate.api.market;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
