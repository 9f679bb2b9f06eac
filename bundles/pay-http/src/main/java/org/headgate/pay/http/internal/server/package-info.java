/** An HTTP/1.1 server that knows nothing of payments: bounded in connections, in time and in bytes. */
@NullMarked
package org.headgate.pay.http.internal.server;

import org.jspecify.annotations.NullMarked;
