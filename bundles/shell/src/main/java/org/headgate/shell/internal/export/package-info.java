/** Sealed contributions with what proves them, as a stream of bounded memory. */
@NullMarked
package org.headgate.shell.internal.export;

import org.jspecify.annotations.NullMarked;
