@NullMarked
package org.headgate.coverage.internal;

import org.jspecify.annotations.NullMarked;
