/** MQTT over WebSocket (MQTT 5 §6, RFC 6455). */
@NullMarked
package org.headgate.mqtt.door.internal.websocket;

import org.jspecify.annotations.NullMarked;
