/** What device profiles cost. */
@NullMarked
package org.headgate.benchmarks.profiles;

import org.jspecify.annotations.NullMarked;
