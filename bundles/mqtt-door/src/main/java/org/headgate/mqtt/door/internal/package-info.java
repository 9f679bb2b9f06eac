/** The MQTT 5 and 3.1.1 server as a component. */
@NullMarked
package org.headgate.mqtt.door.internal;

import org.jspecify.annotations.NullMarked;
