/** Bytes to packets and back, as strictly as the standard allows. */
@NullMarked
package org.headgate.mqtt.door.internal.codec;

import org.jspecify.annotations.NullMarked;
