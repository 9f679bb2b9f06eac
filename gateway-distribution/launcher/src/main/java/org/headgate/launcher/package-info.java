/** Starts the framework with the bundles of the chosen features, and ends it. Plain Java on the class path; knows no bundle by name. */
@NullMarked
package org.headgate.launcher;

import org.jspecify.annotations.NullMarked;
