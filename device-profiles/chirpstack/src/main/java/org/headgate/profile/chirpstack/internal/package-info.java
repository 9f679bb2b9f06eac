@NullMarked
package org.headgate.profile.chirpstack.internal;

import org.jspecify.annotations.NullMarked;
