@NullMarked
package org.headgate.profile.theengs.internal;

import org.jspecify.annotations.NullMarked;
