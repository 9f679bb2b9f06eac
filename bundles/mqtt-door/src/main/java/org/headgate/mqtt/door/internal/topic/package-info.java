/** Topic names, topic filters and what hangs on them. */
@NullMarked
package org.headgate.mqtt.door.internal.topic;

import org.jspecify.annotations.NullMarked;
