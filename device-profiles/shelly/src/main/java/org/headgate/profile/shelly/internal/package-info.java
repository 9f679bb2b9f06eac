@NullMarked
package org.headgate.profile.shelly.internal;

import org.jspecify.annotations.NullMarked;
