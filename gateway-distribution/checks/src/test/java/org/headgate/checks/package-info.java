/** Looks at the assembled archive, and runs it. */
@NullMarked
package org.headgate.checks;

import org.jspecify.annotations.NullMarked;
