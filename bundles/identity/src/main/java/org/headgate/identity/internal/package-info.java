@NullMarked
package org.headgate.identity.internal;

import org.jspecify.annotations.NullMarked;
