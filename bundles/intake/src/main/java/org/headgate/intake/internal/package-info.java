@NullMarked
package org.headgate.intake.internal;

import org.jspecify.annotations.NullMarked;
