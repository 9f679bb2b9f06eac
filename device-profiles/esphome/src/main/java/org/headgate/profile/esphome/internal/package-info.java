@NullMarked
package org.headgate.profile.esphome.internal;

import org.jspecify.annotations.NullMarked;
