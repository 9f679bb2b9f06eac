/** BTHome under load, in its own package: what is measured is what a gateway runs, and nothing of it is opened for that. */
@org.jspecify.annotations.NullMarked
package org.headgate.profile.bthome.internal;
