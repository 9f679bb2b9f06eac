@NullMarked
package org.headgate.profile.cayenne.internal;

import org.jspecify.annotations.NullMarked;
