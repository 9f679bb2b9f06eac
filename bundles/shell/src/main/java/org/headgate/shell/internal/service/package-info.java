/** What is installed now, gathered for the commands. */
@NullMarked
package org.headgate.shell.internal.service;

import org.jspecify.annotations.NullMarked;
