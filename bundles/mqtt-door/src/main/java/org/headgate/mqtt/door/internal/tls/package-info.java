/** Certificates of the door, by the name that a client asks for, and which certificates of clients it takes. */
@NullMarked
package org.headgate.mqtt.door.internal.tls;

import org.jspecify.annotations.NullMarked;
