package org.headgate.chain.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/** What the chain would not do: a call that reverts, or one that is wrong. */
public final class ChainException extends IOException {
    private static final long serialVersionUID = 1L;

    ChainException(String what, JsonNode why) {
        super(what + ": " + why);
    }
}
