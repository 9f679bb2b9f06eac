@NullMarked
package org.headgate.profile.senml.internal;

import org.jspecify.annotations.NullMarked;
