/** How answers are drawn for people. */
@NullMarked
package org.headgate.shell.internal.text;

import org.jspecify.annotations.NullMarked;
