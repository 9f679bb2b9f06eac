/** Runs foreign JavaScript for the price of one message. */
@NullMarked
package org.headgate.profile.ts013.internal.sandbox;

import org.jspecify.annotations.NullMarked;
