/** From files to bundles. */
@NullMarked
package org.headgate.deploy.internal.drop;

import org.jspecify.annotations.NullMarked;
