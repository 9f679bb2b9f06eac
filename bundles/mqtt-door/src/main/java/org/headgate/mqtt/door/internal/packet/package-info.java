/** MQTT control packets as values. */
@NullMarked
package org.headgate.mqtt.door.internal.packet;

import org.jspecify.annotations.NullMarked;
