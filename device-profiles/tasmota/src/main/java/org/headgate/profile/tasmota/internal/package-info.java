@NullMarked
package org.headgate.profile.tasmota.internal;

import org.jspecify.annotations.NullMarked;
