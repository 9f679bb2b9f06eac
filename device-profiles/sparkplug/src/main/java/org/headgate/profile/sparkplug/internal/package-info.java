@NullMarked
package org.headgate.profile.sparkplug.internal;

import org.jspecify.annotations.NullMarked;
