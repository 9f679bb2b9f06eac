/** What runs outside the gateway: JDK only, so that it starts fast from this jar alone. */
@NullMarked
package org.headgate.shell.client;

import org.jspecify.annotations.NullMarked;
