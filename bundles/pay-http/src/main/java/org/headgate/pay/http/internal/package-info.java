@NullMarked
package org.headgate.pay.http.internal;

import org.jspecify.annotations.NullMarked;
