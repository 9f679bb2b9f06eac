/** The loopback server that carries commands to a running gateway. */
@NullMarked
package org.headgate.shell.internal.control;

import org.jspecify.annotations.NullMarked;
