/** The command {@code buy}: finds what a feed costs, pays with a wallet, reads, verifies and keeps what comes. Runs in a process of its own. */
@NullMarked
package org.headgate.buy;

import org.jspecify.annotations.NullMarked;
