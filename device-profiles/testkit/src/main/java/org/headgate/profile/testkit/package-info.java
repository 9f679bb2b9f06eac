/** Runs a profile's vectors, and bad copies of them. */
@NullMarked
package org.headgate.profile.testkit;

import org.jspecify.annotations.NullMarked;
