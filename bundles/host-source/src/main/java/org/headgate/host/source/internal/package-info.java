@NullMarked
package org.headgate.host.source.internal;

import org.jspecify.annotations.NullMarked;
