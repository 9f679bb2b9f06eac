/** What is not as it should be, and when all is there. */
@NullMarked
package org.headgate.deploy.internal.health;

import org.jspecify.annotations.NullMarked;
