/** Certificates of listeners, by the name that a client asks for, and which certificates of clients they take. Copied into each bundle that uses it. */
@NullMarked
package org.headgate.tls;

import org.jspecify.annotations.NullMarked;
