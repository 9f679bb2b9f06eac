/** The demo: a gateway, its devices and a buyer in one run. */
@NullMarked
package org.headgate.demo;

import org.jspecify.annotations.NullMarked;
