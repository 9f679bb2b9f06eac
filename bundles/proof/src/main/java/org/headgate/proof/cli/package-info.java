@NullMarked
package org.headgate.proof.cli;

import org.jspecify.annotations.NullMarked;
