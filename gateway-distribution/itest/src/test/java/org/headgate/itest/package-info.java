/** Tests inside the framework. */
@NullMarked
package org.headgate.itest;

import org.jspecify.annotations.NullMarked;
