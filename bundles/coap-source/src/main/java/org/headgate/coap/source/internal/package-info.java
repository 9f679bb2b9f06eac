@NullMarked
package org.headgate.coap.source.internal;

import org.jspecify.annotations.NullMarked;
