package org.headgate.chain.evm.internal;

import java.io.IOException;

/** An endpoint, or the contract behind it, answered what it cannot mean. */
final class MalformedAnswer extends IOException {
    private static final long serialVersionUID = 1L;

    MalformedAnswer(String message) {
        super(message);
    }
}
