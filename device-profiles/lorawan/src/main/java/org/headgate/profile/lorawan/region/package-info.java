/** What may be sent in the regions of LoRaWAN: channels, power, time on air. */
@NullMarked
package org.headgate.profile.lorawan.region;

import org.jspecify.annotations.NullMarked;
