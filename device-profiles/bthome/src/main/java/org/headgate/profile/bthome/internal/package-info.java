@NullMarked
package org.headgate.profile.bthome.internal;

import org.jspecify.annotations.NullMarked;
