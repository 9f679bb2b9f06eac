/** Disks below H2 that fail as disks do: for tests. */
@NullMarked
package org.headgate.store.testkit;

import org.jspecify.annotations.NullMarked;
