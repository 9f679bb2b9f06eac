/** What tests of several bundles need. */
@NullMarked
package org.headgate.testkit;

import org.jspecify.annotations.NullMarked;
