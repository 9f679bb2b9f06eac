/** From files to configurations. */
@NullMarked
package org.headgate.deploy.internal.conf;

import org.jspecify.annotations.NullMarked;
