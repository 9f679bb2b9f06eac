@NullMarked
package org.headgate.profile.homeassistant.internal;

import org.jspecify.annotations.NullMarked;
