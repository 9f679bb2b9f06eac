/** Load for a gateway or a broker, measured end to end. */
@NullMarked
package org.headgate.benchmarks;

import org.jspecify.annotations.NullMarked;
