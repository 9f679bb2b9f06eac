/** What LoRaWAN network servers tell of devices and their frames, read strictly into one form. */
@NullMarked
package org.headgate.profile.lorawan;

import org.jspecify.annotations.NullMarked;
