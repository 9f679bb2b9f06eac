@NullMarked
package org.headgate.batches.internal;

import org.jspecify.annotations.NullMarked;
