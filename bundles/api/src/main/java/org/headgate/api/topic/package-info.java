/** What the MQTT door needs of the bundles that own topics: durable topics to read, and a way to publish. */
@Export
@Version("1.2.0")
@NullMarked
package org.headgate.api.topic;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
