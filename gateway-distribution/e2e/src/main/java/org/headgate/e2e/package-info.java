/** What is done to the assembled gateway to see whether it stands: short in the tests of this module, full under {@code benchmarks/soak}. */
@NullMarked
package org.headgate.e2e;

import org.jspecify.annotations.NullMarked;
