/** Load over CoAP, and a bare server to compare with. */
@NullMarked
package org.headgate.benchmarks.coap;

import org.jspecify.annotations.NullMarked;
