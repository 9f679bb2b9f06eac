@NullMarked
package org.headgate.profile.zigbee2mqtt.internal;

import org.jspecify.annotations.NullMarked;
