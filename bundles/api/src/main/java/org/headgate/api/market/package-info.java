/** Passes, what they entitle a buyer to, and the accounts of the sale. */
@Export
@Version("2.0.0")
@NullMarked
package org.headgate.api.market;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
