/** Wi-Fi networks that devices find, as coverage sightings. */
@NullMarked
package org.headgate.profile.wifi;

import org.jspecify.annotations.NullMarked;
