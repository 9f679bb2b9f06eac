/** Device packs: a LoRaWAN payload codec, its examples, and the devices that it is for. */
@NullMarked
package org.headgate.profile.ts013.internal;

import org.jspecify.annotations.NullMarked;
