@NullMarked
package org.headgate.profile.thethingsstack.internal;

import org.jspecify.annotations.NullMarked;
