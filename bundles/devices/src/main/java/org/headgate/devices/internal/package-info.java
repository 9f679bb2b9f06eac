@NullMarked
package org.headgate.devices.internal;

import org.jspecify.annotations.NullMarked;
