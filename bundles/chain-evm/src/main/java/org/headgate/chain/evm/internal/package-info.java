/** One chain behind JSON-RPC. */
@NullMarked
package org.headgate.chain.evm.internal;

import org.jspecify.annotations.NullMarked;
