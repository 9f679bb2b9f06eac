@NullMarked
package org.headgate.journal.internal;

import org.jspecify.annotations.NullMarked;
