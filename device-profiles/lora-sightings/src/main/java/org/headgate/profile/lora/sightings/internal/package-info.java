@NullMarked
package org.headgate.profile.lora.sightings.internal;

import org.jspecify.annotations.NullMarked;
