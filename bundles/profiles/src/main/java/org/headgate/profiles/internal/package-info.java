@NullMarked
package org.headgate.profiles.internal;

import org.jspecify.annotations.NullMarked;
