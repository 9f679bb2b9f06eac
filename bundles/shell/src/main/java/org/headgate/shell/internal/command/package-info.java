/** The commands, one class each. */
@NullMarked
package org.headgate.shell.internal.command;

import org.jspecify.annotations.NullMarked;
