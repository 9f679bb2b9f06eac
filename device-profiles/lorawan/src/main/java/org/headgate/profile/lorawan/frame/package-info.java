/** LoRaWAN frames as they go through the air (PHYPayload), for who heard them. */
@NullMarked
package org.headgate.profile.lorawan.frame;

import org.jspecify.annotations.NullMarked;
