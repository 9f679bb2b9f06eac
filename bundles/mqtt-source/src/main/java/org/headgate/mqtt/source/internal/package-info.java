@NullMarked
package org.headgate.mqtt.source.internal;

import org.jspecify.annotations.NullMarked;
