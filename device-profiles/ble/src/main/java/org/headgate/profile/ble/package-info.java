/** Bluetooth Low Energy adverts, as gateways report them over MQTT: read strictly, with an identity only where there is one. */
@NullMarked
package org.headgate.profile.ble;

import org.jspecify.annotations.NullMarked;
