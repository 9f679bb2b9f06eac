@NullMarked
package org.headgate.profile.ruuvi.internal;

import org.jspecify.annotations.NullMarked;
