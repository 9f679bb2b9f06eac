/** Sessions, routing and delivery. All of it runs on one event loop. */
@NullMarked
package org.headgate.mqtt.door.internal.broker;

import org.jspecify.annotations.NullMarked;
