@NullMarked
package org.headgate.feeds.internal;

import org.jspecify.annotations.NullMarked;
