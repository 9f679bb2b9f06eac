/** Takes what is dropped in. */
@NullMarked
package org.headgate.deploy.internal;

import org.jspecify.annotations.NullMarked;
