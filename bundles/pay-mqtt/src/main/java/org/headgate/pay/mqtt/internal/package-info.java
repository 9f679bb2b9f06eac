@NullMarked
package org.headgate.pay.mqtt.internal;

import org.jspecify.annotations.NullMarked;
