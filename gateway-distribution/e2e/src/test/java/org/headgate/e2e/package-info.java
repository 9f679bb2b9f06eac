@NullMarked
package org.headgate.e2e;

import org.jspecify.annotations.NullMarked;
