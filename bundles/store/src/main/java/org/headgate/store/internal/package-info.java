@NullMarked
package org.headgate.store.internal;

import org.jspecify.annotations.NullMarked;
