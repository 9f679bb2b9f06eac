/** What is for sale, and the topics it is delivered on. */
@Export
@Version("1.1.0")
@NullMarked
package org.headgate.api.feed;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
