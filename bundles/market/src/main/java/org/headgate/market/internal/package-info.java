@NullMarked
package org.headgate.market.internal;

import org.jspecify.annotations.NullMarked;
